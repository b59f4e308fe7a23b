using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Long short-term memory over a sequence, in one or more layers and one or both directions.</summary>
public sealed class Lstm : RecurrentLayer
{
    /// <summary>A memory of zeros.</summary>
    /// <param name="inputSize">Features of each step.</param>
    /// <param name="hiddenSize">Elements of the cell state, and of the hidden state unless it is projected.</param>
    /// <param name="numLayers">Layers; each after the first reads the one below.</param>
    /// <param name="bias">False for a memory without biases.</param>
    /// <param name="batchFirst">True for [batch, steps, features] in and out instead of [steps, batch, features].</param>
    /// <param name="dropout">How likely training zeroes an element between two layers.</param>
    /// <param name="bidirectional">True to walk also from the last step to the first; outputs stand side by side.</param>
    /// <param name="projSize">Elements that the hidden state is projected to (Sak et al. 2014, https://arxiv.org/abs/1402.1128); 0 for no projection.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, the dropout is no probability, or the projection is not smaller than the hidden size.</exception>
    public Lstm(
        int inputSize, int hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, int projSize = 0,
        DType dtype = DType.Float32) : base(4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, projSize, dtype) => ProjSize = projSize;

    /// <summary>Elements that the hidden state is projected to; 0 for no projection.</summary>
    public int ProjSize { get; }

    private protected override string Name => "lstm";

    private protected override RecurrentOp Op(bool reverse, StepSizes? packed) => new LstmOp(reverse, packed);

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
        (Tensor output, Tensor h, Tensor? c) = Run(x, initial?.H, initial?.C);
        return (output, h, c!);
    }

    /// <summary>Runs over sequences of unequal lengths.</summary>
    /// <param name="x">The sequences, [rows, features].</param>
    /// <param name="initial">Hidden and cell state before the first step, in the order before packing; zeros if null.</param>
    /// <returns>The outputs, packed alike; hidden and cell state after each sequence's last step, in the order before packing.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (PackedSequence Output, Tensor H, Tensor C) Forward(PackedSequence x, (Tensor H, Tensor C)? initial = null)
    {
        (PackedSequence output, Tensor h, Tensor? c) = Run(x, initial?.H, initial?.C);
        return (output, h, c!);
    }
}
