using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>A tensor as a safetensors header describes it, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">PyTorch's dtype of the same bits.</param>
/// <param name="Shape">The shape in elements of that dtype: <c>float4_e2m1fn_x2</c> holds two in one.</param>
/// <param name="Begin">Where it starts, in bytes from the end of the header.</param>
/// <param name="End">Where it ends.</param>
readonly record struct SafetensorsEntry(string Name, DType DType, Shape Shape, long Begin, long End)
{
    /// <summary>The shape that a header's sizes mean in PyTorch's elements; false where they make no whole number of them.</summary>
    public static bool TryPack(DType dtype, Span<long> sizes)
    {
        if (dtype != DType.Float4E2M1FnX2)
            return true;
        if (sizes.Length == 0 || sizes[^1] % SafetensorsDTypes.PackedElements != 0)
            return false;
        sizes[^1] /= SafetensorsDTypes.PackedElements;
        return true;
    }

    /// <summary>The bytes of that many elements; null for more than 2^63 - 1.</summary>
    public static long? ByteCount(DType dtype, ReadOnlySpan<long> sizes)
    {
        UInt128 bytes = (UInt128)dtype.ItemSize();
        foreach (long size in sizes)
            // The product is taken over the others where one is 0, as PyTorch does for strides.
            if ((bytes *= (UInt128)Math.Max(size, 1)) > long.MaxValue)
                return null;
        return sizes.Contains(0) ? 0 : (long)bytes;
    }
}
