using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Vectors looked up in bags. Operands: weight [rows, D], row numbers int64 [N], where each bag starts int64 [B], and or none
/// a factor for each number [N]. Output: [B, D]; zeros for a bag without vectors.
/// </summary>
/// <param name="Mode">What becomes of the vectors of a bag.</param>
/// <param name="PaddingIdx">A row that counts in no bag; null for none.</param>
/// <param name="IncludesLastOffset">True where one more offset says where the last bag ends.</param>
public sealed record EmbeddingBagOp(BagMode Mode, int? PaddingIdx = null, bool IncludesLastOffset = false) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "embedding_bag";

    /// <inheritdoc/>
    public override string Attributes => List(
        $"mode={Mode.ToString().ToLowerInvariant()}", PaddingIdx is { } index ? FormattableString.Invariant($"padding_idx={index}") : null, IncludesLastOffset ? "include_last_offset" : null);

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return outputs[0].DType switch
        {
            DType.Float32 => new EmbeddingBagKernel<float>(this),
            DType.Float64 => new EmbeddingBagKernel<double>(this),
            _ => null,
        };
    }
}
