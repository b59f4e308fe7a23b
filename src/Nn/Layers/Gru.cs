using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Gated recurrent units over a sequence (Cho et al. 2014, https://arxiv.org/abs/1406.1078), in one or more layers and one or both directions.</summary>
public sealed class Gru : RecurrentLayer
{
    /// <summary>A layer of zeros.</summary>
    /// <param name="inputSize">Features of each step.</param>
    /// <param name="hiddenSize">Elements of the hidden state.</param>
    /// <param name="numLayers">Layers; each after the first reads the one below.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="batchFirst">True for [batch, steps, features] in and out instead of [steps, batch, features].</param>
    /// <param name="dropout">How likely training zeroes an element between two layers.</param>
    /// <param name="bidirectional">True to walk also from the last step to the first; outputs stand side by side.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or the dropout is no probability.</exception>
    public Gru(
        int inputSize, int hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, DType dtype = DType.Float32)
        : base(3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, 0, dtype)
    {
    }

    private protected override string Name => "gru";

    private protected override RecurrentOp Op(bool reverse, StepSizes? packed) => new GruOp(reverse, packed);

    /// <summary>Runs over [steps, batch, features], [batch, steps, features] if batch-first, or [steps, features].</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="h0">The hidden state before the first step, [layers * directions, batch, hidden]; zeros if null.</param>
    /// <returns>
    /// The last layer's outputs at every step, as <paramref name="x"/> with directions * hidden features, and the hidden state after
    /// the last step. No batch dimension where the input has none.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (Tensor Output, Tensor H) Forward(Tensor x, Tensor? h0 = null)
    {
        (Tensor output, Tensor h, _) = Run(x, h0, null);
        return (output, h);
    }

    /// <summary>Runs over sequences of unequal lengths.</summary>
    /// <param name="x">The sequences, [rows, features].</param>
    /// <param name="h0">The hidden state before the first step, in the order before packing; zeros if null.</param>
    /// <returns>The outputs, packed alike, and the hidden state after each sequence's last step, in the order before packing.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (PackedSequence Output, Tensor H) Forward(PackedSequence x, Tensor? h0 = null)
    {
        (PackedSequence output, Tensor h, _) = Run(x, h0, null);
        return (output, h);
    }
}
