using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>One step of a plain recurrent network (Elman 1990).</summary>
public sealed class RnnCell : RecurrentCell, ILayer
{
    /// <summary>A cell of zeros.</summary>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="hiddenSize">Elements of the hidden state.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="nonlinearity"><c>tanh</c> or <c>relu</c>.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentException">There is no such nonlinearity.</exception>
    public RnnCell(int inputSize, int hiddenSize, bool bias = true, string nonlinearity = "tanh", DType dtype = DType.Float32) : base(1, inputSize, hiddenSize, bias, dtype) =>
        Nonlinearity = Rnn.CheckNonlinearity("rnn_cell", nonlinearity);

    /// <summary><c>tanh</c> or <c>relu</c>.</summary>
    public string Nonlinearity { get; }

    Tensor ILayer.Forward(Tensor x) => Forward(x);

    /// <summary>The hidden state after a step over [batch, features] or [features].</summary>
    /// <param name="x">The input.</param>
    /// <param name="h0">The hidden state before, [batch, hidden] or [hidden]; zeros if null.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor x, Tensor? h0 = null) => Run(new RnnOp(Nonlinearity == "relu"), x, h0, null).H;
}
