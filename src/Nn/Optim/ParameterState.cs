using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>What an optimizer keeps about one parameter, under PyTorch's names and in the order in which PyTorch makes it.</summary>
readonly struct ParameterState(StateDict values, Tensor weight)
{
    public StateDict Values => values;

    /// <summary>Counts a step; a state_dict holds the count as a float32 tensor without dimensions.</summary>
    public double CountStep()
    {
        double step = Scalar("step", 0) + 1;
        SetScalar("step", step);
        return step;
    }

    public double Scalar(string name, double initial)
    {
        if (!values.ContainsKey(name))
            values.Add(name, Tensor.From<float>([(float)initial], []));
        return values.Tensor(name).Item<float>();
    }

    public void SetScalar(string name, double value) => values.Tensor(name).AsSpan<float>()[0] = (float)value;

    /// <summary>A tensor like the parameter, filled with a number when it is made.</summary>
    public Span<T> Like<T>(string name, double initial = 0) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!values.TryGetValue(name, out object? value) || value is null)
        {
            Tensor made = Tensor.Zeros(weight.Shape, weight.DType);
            if (initial != 0)
                made.AsSpan<T>().Fill(T.CreateTruncating(initial));
            values[name] = value = made;
        }
        return ((Tensor)value).AsSpan<T>();
    }
}
