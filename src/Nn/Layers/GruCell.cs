using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>One step of gated recurrent units (Cho et al. 2014, https://arxiv.org/abs/1406.1078).</summary>
public sealed class GruCell : RecurrentCell, ILayer
{
    /// <summary>A cell of zeros.</summary>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="hiddenSize">Elements of the hidden state.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="dtype">Of the parameters.</param>
    public GruCell(int inputSize, int hiddenSize, bool bias = true, DType dtype = DType.Float32) : base(3, inputSize, hiddenSize, bias, dtype)
    {
    }

    Tensor ILayer.Forward(Tensor x) => Forward(x);

    /// <summary>The hidden state after a step over [batch, features] or [features].</summary>
    /// <param name="x">The input.</param>
    /// <param name="h0">The hidden state before, [batch, hidden] or [hidden]; zeros if null.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor x, Tensor? h0 = null) => Run(new GruOp(), x, h0, null).H;
}
