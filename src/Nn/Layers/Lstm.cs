using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Long short-term memory over a sequence, in one or more layers and one or both directions.</summary>
public sealed class Lstm : Module
{
    readonly int _hiddenSize, _layerCount;
    readonly bool _batchFirst;
    readonly Direction[] _directions;

    /// <summary>A memory of zeros.</summary>
    /// <param name="inputSize">Features of each step.</param>
    /// <param name="hiddenSize">Elements of the hidden state.</param>
    /// <param name="numLayers">Layers; each after the first reads the one below.</param>
    /// <param name="bias">False for a memory without biases.</param>
    /// <param name="batchFirst">True for [batch, steps, features] in and out instead of [steps, batch, features].</param>
    /// <param name="bidirectional">True to walk also from the last step to the first; outputs stand side by side.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public Lstm(int inputSize, int hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, bool bidirectional = false, DType dtype = DType.Float32) : base(dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numLayers, 1);
        (_hiddenSize, _layerCount, _batchFirst) = (hiddenSize, numLayers, batchFirst);
        string[] suffixes = bidirectional ? ["", "_reverse"] : [""];
        _directions = new Direction[numLayers * suffixes.Length];
        long gates = checked(4L * hiddenSize);
        for (int i = 0; i < _directions.Length; i++)
        {
            int layer = i / suffixes.Length, side = i % suffixes.Length;
            string suffix = FormattableString.Invariant($"l{layer}{suffixes[side]}");
            _directions[i] = new(
                Parameter($"weight_ih_{suffix}", [gates, layer == 0 ? inputSize : (long)hiddenSize * suffixes.Length]),
                Parameter($"weight_hh_{suffix}", [gates, hiddenSize]),
                Parameter($"bias_ih_{suffix}", [gates], present: bias),
                Parameter($"bias_hh_{suffix}", [gates], present: bias),
                new LstmOp(Reverse: side == 1));
        }
    }

    /// <summary>Runs over [steps, batch, features], [batch, steps, features] if batch-first, or [steps, features].</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="initial">Hidden and cell state before the first step, each [layers * directions, batch, hidden]; zeros if null.</param>
    /// <returns>
    /// The last layer's outputs at every step, as <paramref name="x"/> with directions * hidden features; hidden and cell
    /// state after the last step, each [layers * directions, batch, hidden]. No batch dimension where the input has none.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (Tensor Output, Tensor H, Tensor C) Forward(Tensor x, (Tensor H, Tensor C)? initial = null)
    {
        if (x.Rank == 2)
            return ForwardUnbatched(x, initial);
        if (x.Rank != 3)
            throw new ArgumentException($"lstm: input has {x.Rank} dimensions {x.Shape}, expected {(_batchFirst ? "[batch, steps, features]" : "[steps, batch, features]")} or [steps, features]");
        Tensor sequence = _batchFirst ? x.Transpose(0, 1) : x;
        Shape state = [_directions.Length, sequence.Shape[1], _hiddenSize];
        CheckState("h0", initial?.H, state);
        CheckState("c0", initial?.C, state);

        Tensor[] h = new Tensor[_directions.Length], c = new Tensor[_directions.Length];
        int sides = _directions.Length / _layerCount;
        for (int layer = 0; layer < _layerCount; layer++)
        {
            Tensor[] outputs = new Tensor[sides];
            for (int side = 0; side < sides; side++)
            {
                int i = layer * sides + side;
                (outputs[side], h[i], c[i]) = _directions[i].Run(sequence, initial?.H.Select(0, i), initial?.C.Select(0, i));
            }
            sequence = sides == 1 ? outputs[0] : Ops.Cat(outputs, 2);
        }
        return (_batchFirst ? sequence.Transpose(0, 1) : sequence, Together(h), Together(c));
    }

    (Tensor Output, Tensor H, Tensor C) ForwardUnbatched(Tensor x, (Tensor H, Tensor C)? initial)
    {
        Shape state = [_directions.Length, _hiddenSize];
        CheckState("h0", initial?.H, state);
        CheckState("c0", initial?.C, state);
        int batch = _batchFirst ? 0 : 1;
        (Tensor output, Tensor h, Tensor c) = Forward(
            x.Unsqueeze(batch), initial is { } given ? (given.H.Unsqueeze(1), given.C.Unsqueeze(1)) : null);
        return (output.Select(batch, 0), h.Select(1, 0), c.Select(1, 0));
    }

    static Tensor Together(Tensor[] states) => states.Length == 1 ? states[0].Unsqueeze(0) : Ops.Stack(states);

    static void CheckState(string name, Tensor? state, Shape expected)
    {
        if (state is not null && state.Shape != expected)
            throw new ArgumentException($"lstm: {name} is {state.Shape}, expected {expected}: [layers * directions, batch, hidden], or without batch for an input without");
    }

    sealed record Direction(Parameter WeightIh, Parameter WeightHh, Parameter BiasIh, Parameter BiasHh, LstmOp Op)
    {
        public (Tensor Output, Tensor H, Tensor C) Run(Tensor x, Tensor? h0, Tensor? c0) =>
            Ops.Lstm(x, WeightIh.Value, WeightHh.Value, BiasIh.ValueOrNull, BiasHh.ValueOrNull, h0, c0, Op);
    }
}
