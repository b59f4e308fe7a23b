using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What one step of a recurrent layer consists of, by itself: [batch, features] or [features] in.</summary>
public abstract class RecurrentCell : Module
{
    private protected RecurrentCell(int gates, int inputSize, int hiddenSize, bool bias, DType dtype) : base(dtype)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, HiddenSize) = (inputSize, hiddenSize);
        long rows = checked((long)gates * hiddenSize);
        Init init = Init.FanIn(hiddenSize);
        WeightIh = Parameter("weight_ih", [rows, inputSize], init);
        WeightHh = Parameter("weight_hh", [rows, hiddenSize], init);
        BiasIh = Parameter("bias_ih", [rows], init, present: bias);
        BiasHh = Parameter("bias_hh", [rows], init, present: bias);
    }

    /// <summary>Features of the input.</summary>
    public int InputSize { get; }

    /// <summary>Elements of the hidden state.</summary>
    public int HiddenSize { get; }

    /// <summary>True where there are biases.</summary>
    public bool Bias => BiasIh.IsPresent;

    /// <summary>[gates * hidden, features].</summary>
    public Parameter WeightIh { get; }

    /// <summary>[gates * hidden, hidden].</summary>
    public Parameter WeightHh { get; }

    /// <summary>[gates * hidden], if present.</summary>
    public Parameter BiasIh { get; }

    /// <summary>[gates * hidden], if present.</summary>
    public Parameter BiasHh { get; }

    private protected (Tensor H, Tensor? C) Run(RecurrentOp op, Tensor x, Tensor? h0, Tensor? c0)
    {
        if (x.Rank is not (1 or 2))
            throw new ArgumentException($"{op.Name}_cell: input has {x.Rank} dimensions {x.Shape}, expected [batch, features] or [features]");
        if (x.Shape[-1] != InputSize)
            throw new ArgumentException($"{op.Name}_cell: input has {x.Shape[-1]} features {x.Shape}, the cell was made for {InputSize}");
        Shape state = [.. x.Shape.AsSpan()[..^1], HiddenSize];
        foreach ((string name, Tensor? given) in new[] { ("h0", h0), ("c0", c0) })
            if (given is not null && given.Shape != state)
                throw new ArgumentException($"{op.Name}_cell: {name} is {given.Shape}, expected {state} beside an input of {x.Shape}");
        Tensor sequence = x.Rank == 1 ? x.Unsqueeze(0).Unsqueeze(0) : x.Unsqueeze(0);
        (_, Tensor h, Tensor? c) = Ops.Recurrent(
            op, sequence, WeightIh.Value, WeightHh.Value, BiasIh.ValueOrNull, BiasHh.ValueOrNull, x.Rank == 1 ? h0?.Unsqueeze(0) : h0, x.Rank == 1 ? c0?.Unsqueeze(0) : c0);
        return x.Rank == 1 ? (h.Select(0, 0), c?.Select(0, 0)) : (h, c);
    }
}
