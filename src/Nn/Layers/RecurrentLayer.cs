using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What recurrent layers share: stacked layers, one or both directions, and the order of a batch.</summary>
public abstract class RecurrentLayer : Module
{
    readonly Direction[] _directions;

    private protected RecurrentLayer(
        int gates, int inputSize, int hiddenSize, int numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, int projSize, DType dtype) : base(dtype)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numLayers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dropout, 1);
        if (projSize < 0 || projSize >= hiddenSize)
            throw new ArgumentOutOfRangeException(null, $"lstm: proj_size is {projSize}, expected 0 for none to {hiddenSize - 1}: it must be smaller than hidden_size, {hiddenSize}");
        (InputSize, HiddenSize, NumLayers, Bias, BatchFirst, Dropout, Bidirectional) = (inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
        Width = projSize > 0 ? projSize : hiddenSize;
        string[] suffixes = bidirectional ? ["", "_reverse"] : [""];
        _directions = new Direction[numLayers * suffixes.Length];
        long rows = checked((long)gates * hiddenSize);
        Init init = Init.FanIn(hiddenSize);
        for (int i = 0; i < _directions.Length; i++)
        {
            int layer = i / suffixes.Length, side = i % suffixes.Length;
            string suffix = FormattableString.Invariant($"l{layer}{suffixes[side]}");
            _directions[i] = new(
                Parameter($"weight_ih_{suffix}", [rows, layer == 0 ? inputSize : (long)Width * suffixes.Length], init),
                Parameter($"weight_hh_{suffix}", [rows, Width], init),
                Parameter($"bias_ih_{suffix}", [rows], init, present: bias),
                Parameter($"bias_hh_{suffix}", [rows], init, present: bias),
                Parameter($"weight_hr_{suffix}", [projSize, hiddenSize], init, present: projSize > 0));
        }
    }

    /// <summary>Features of each step.</summary>
    public int InputSize { get; }

    /// <summary>Elements of a gate.</summary>
    public int HiddenSize { get; }

    /// <summary>Layers; each after the first reads the one below.</summary>
    public int NumLayers { get; }

    /// <summary>True where there are biases.</summary>
    public bool Bias { get; }

    /// <summary>True for [batch, steps, features] in and out instead of [steps, batch, features].</summary>
    public bool BatchFirst { get; }

    /// <summary>How likely training zeroes an element between two layers.</summary>
    public double Dropout { get; }

    /// <summary>True to walk also from the last step to the first; outputs stand side by side.</summary>
    public bool Bidirectional { get; }

    // Elements of the hidden state.
    private protected int Width { get; }

    private protected abstract string Name { get; }

    private protected abstract RecurrentOp Op(bool reverse, StepSizes? packed);

    private protected (Tensor Output, Tensor H, Tensor? C) Run(Tensor x, Tensor? h0, Tensor? c0)
    {
        if (x.Rank is not (2 or 3))
            throw new ArgumentException($"{Name}: input has {x.Rank} dimensions {x.Shape}, expected {(BatchFirst ? "[batch, steps, features]" : "[steps, batch, features]")} or [steps, features]");
        if (x.Rank == 2)
        {
            CheckStates(h0, c0, []);
            (Tensor single, Tensor hidden, Tensor? cell) = Stack(x.Unsqueeze(1), h0?.Unsqueeze(1), c0?.Unsqueeze(1), null);
            return (single.Select(1, 0), hidden.Select(1, 0), cell?.Select(1, 0));
        }
        Tensor sequence = BatchFirst ? x.Transpose(0, 1) : x;
        CheckStates(h0, c0, [sequence.Shape[1]]);
        (Tensor output, Tensor h, Tensor? c) = Stack(sequence, h0, c0, null);
        return (BatchFirst ? output.Transpose(0, 1) : output, h, c);
    }

    private protected (PackedSequence Output, Tensor H, Tensor? C) Run(PackedSequence x, Tensor? h0, Tensor? c0)
    {
        if (x.Data.Rank != 2)
            throw new ArgumentException($"{Name}: the packed input's data is {x.Data.Shape}, expected [rows, features]");
        CheckStates(h0, c0, [x.Steps.Batch]);
        (Tensor output, Tensor h, Tensor? c) = Stack(x.Data, Ordered(h0, x.SortedIndices), Ordered(c0, x.SortedIndices), x.Steps);
        return (x.With(output), Ordered(h, x.UnsortedIndices)!, Ordered(c, x.UnsortedIndices));
    }

    // States lie in the caller's order, steps longest sequence first.
    static Tensor? Ordered(Tensor? state, Tensor? order) => state is null || order is null ? state : Ops.IndexSelect(state, 1, Ops.OnDevice(order, state.Device));

    (Tensor Output, Tensor H, Tensor? C) Stack(Tensor sequence, Tensor? h0, Tensor? c0, StepSizes? packed)
    {
        int sides = Bidirectional ? 2 : 1;
        List<Tensor> h = [], c = [];
        for (int layer = 0; layer < NumLayers; layer++)
        {
            Tensor[] outputs = new Tensor[sides];
            for (int side = 0; side < sides; side++)
            {
                int i = layer * sides + side;
                (outputs[side], Tensor hidden, Tensor? cell) = _directions[i].Run(Op(side == 1, packed), sequence, h0?.Select(0, i), c0?.Select(0, i));
                h.Add(hidden);
                if (cell is not null)
                    c.Add(cell);
            }
            sequence = sides == 1 ? outputs[0] : Ops.Cat(outputs, -1);
            if (layer < NumLayers - 1)
                sequence = Dropped(sequence, Dropout);
        }
        return (sequence, Together(h), c.Count == 0 ? null : Together(c));
    }

    static Tensor Together(List<Tensor> states) => states.Count == 1 ? states[0].Unsqueeze(0) : Ops.Stack([.. states]);

    void CheckStates(Tensor? h0, Tensor? c0, ReadOnlySpan<long> batch)
    {
        CheckState("h0", h0, [_directions.Length, .. batch, Width]);
        CheckState("c0", c0, [_directions.Length, .. batch, HiddenSize]);
    }

    void CheckState(string name, Tensor? state, Shape expected)
    {
        if (state is not null && state.Shape != expected)
            throw new ArgumentException($"{Name}: {name} is {state.Shape}, expected {expected}: [layers * directions, batch, hidden], or without batch for an input without");
    }

    sealed record Direction(Parameter WeightIh, Parameter WeightHh, Parameter BiasIh, Parameter BiasHh, Parameter WeightHr)
    {
        public (Tensor Output, Tensor H, Tensor? C) Run(RecurrentOp op, Tensor x, Tensor? h0, Tensor? c0) =>
            Ops.Recurrent(op, x, WeightIh.Value, WeightHh.Value, BiasIh.ValueOrNull, BiasHh.ValueOrNull, h0, c0, WeightHr.ValueOrNull);
    }
}
