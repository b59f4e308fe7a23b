using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// The negative logarithm of the chance of label sequences, over all ways to place the labels in time. Operands: logarithms of
/// probabilities [T, N, C], labels int64 [N, S] or one after the other [sum], steps of each item int64 [N], labels of each item
/// int64 [N]. Output: [N].
/// </summary>
/// <param name="Blank">The class that stands between labels.</param>
/// <param name="ZeroInfinity">True for 0 in place of an infinite loss.</param>
public sealed record CtcLossOp(int Blank = 0, bool ZeroInfinity = false) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "ctc_loss";

    /// <inheritdoc/>
    public override string Attributes => List(Unless(0, "blank", Blank), ZeroInfinity ? "zero_infinity" : null);

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return outputs[0].DType switch
        {
            DType.Float32 => new CtcLossKernel<float>(this, inputs[1]!.Value.Shape),
            DType.Float64 => new CtcLossKernel<double>(this, inputs[1]!.Value.Shape),
            _ => null,
        };
    }
}
