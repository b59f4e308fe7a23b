using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>One step of a long short-term memory.</summary>
public sealed class LstmCell : RecurrentCell
{
    /// <summary>A cell of zeros.</summary>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="hiddenSize">Elements of hidden and cell state.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="dtype">Of the parameters.</param>
    public LstmCell(int inputSize, int hiddenSize, bool bias = true, DType dtype = DType.Float32) : base(4, inputSize, hiddenSize, bias, dtype)
    {
    }

    /// <summary>Hidden and cell state after a step over [batch, features] or [features].</summary>
    /// <param name="x">The input.</param>
    /// <param name="initial">Both states before, each [batch, hidden] or [hidden]; zeros if null.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (Tensor H, Tensor C) Forward(Tensor x, (Tensor H, Tensor C)? initial = null)
    {
        (Tensor h, Tensor? c) = Run(new LstmOp(), x, initial?.H, initial?.C);
        return (h, c!);
    }
}
