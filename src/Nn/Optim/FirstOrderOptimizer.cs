using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>An optimizer that takes one step for one set of gradients.</summary>
public abstract class FirstOrderOptimizer : Optimizer
{
    private protected FirstOrderOptimizer(params ReadOnlySpan<(string Name, object? Value)> defaults) : base(defaults)
    {
    }

    /// <summary>Takes a step: every parameter that has a gradient changes in place, the others stay with their state.</summary>
    /// <param name="gradients">Of the same shapes and dtypes as the parameters.</param>
    /// <exception cref="ArgumentException">A gradient does not fit its parameter, or the optimizer does not have it; nothing has changed.</exception>
    /// <exception cref="NotSupportedException">A parameter is neither float32 nor float64; nothing has changed.</exception>
    public void Step(Gradients gradients)
    {
        Check(gradients);
        foreach (ParameterGroup group in Groups)
            foreach (Parameter parameter in group.Parameters)
                if (gradients[parameter] is not { } gradient)
                    continue;
                else if (gradient.DType == DType.Float64)
                    Step<double>(group, parameter, gradient);
                else
                    Step<float>(group, parameter, gradient);
    }

    /// <summary>One parameter's step.</summary>
    private protected abstract void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>How much of the weights is added to the gradients, and what weights are multiplied with instead.</summary>
    private protected virtual (double Decay, double Shrink) Decay(ParameterGroup group) =>
        Flag(group, "decoupled_weight_decay") ? (0, 1 - group.LearningRate * group.WeightDecay) : (group.WeightDecay, 1);

    /// <summary>An option that is true or false; an old state_dict may lack it.</summary>
    private protected bool Flag(ParameterGroup group, string option) =>
        group.Has(option) ? group.Flag(option) : Usual(option, TorchRelease.Torch214) is true;

    void Step<T>(ParameterGroup group, Parameter parameter, Tensor gradient) where T : unmanaged, IFloatingPointIeee754<T>
    {
        // An adopted value may be a view or a mapped file.
        if (!parameter.Value.IsDense || !parameter.Value.Storage.IsWritable)
            parameter.Value = parameter.Value.Clone();
        Tensor weight = parameter.Value;
        (double decay, double shrink) = Decay(group);
        Update(group, new(StateOf(parameter), weight), new Elements<T>(weight.AsSpan<T>(), gradient.ToDense().AsReadOnlySpan<T>(), group.Flag("maximize"), decay, shrink));
    }

    void Check(Gradients gradients)
    {
        HashSet<Parameter> known = [.. Groups.SelectMany(group => group.Parameters)];
        foreach ((Parameter parameter, Tensor gradient) in gradients)
        {
            if (!known.Contains(parameter))
                throw new ArgumentException($"{TorchName}: there is a gradient {gradient} of a parameter that the optimizer does not have: add it with AddGroup", nameof(gradients));
            if (gradient.Shape != parameter.Value.Shape || gradient.DType != parameter.Value.DType)
                throw new ArgumentException($"{TorchName}: the gradient is {gradient}, its parameter {parameter}: they must be alike", nameof(gradients));
            if (gradient.DType is not (DType.Float32 or DType.Float64))
                throw new NotSupportedException($"{TorchName}: the parameter is {parameter}, float32 or float64 was needed: convert the model with To(DType.Float32)");
        }
    }
}
