using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// What <see cref="PackedWeights"/> gave a kernel last. A kernel that is kept meets the same weight again and again and gets it
/// from here in some nanoseconds. For any number of threads.
/// </summary>
sealed class LastPacked<TPacking>(TPacking packing) where TPacking : struct, IPacking<TPacking>, IEquatable<TPacking>
{
    volatile Memo? _last;

    /// <inheritdoc cref="PackedWeights.Of"/>
    public Storage Of(Tensor weight)
    {
        Memo? last = _last;
        // Read before the bytes: what is written meanwhile makes the packed weight stale, not wrong for good.
        long version = weight.Storage.Version;
        if (last is not null && last.Weight == weight.Storage && last.Version == version && last.DType == weight.DType && last.Layout.Equals(weight.Layout))
            return last.Packed;
        Storage packed = PackedWeights.Of(weight, packing);
        _last = new(weight.Storage, version, weight.Layout, weight.DType, packed);
        return packed;
    }

    sealed record Memo(Storage Weight, long Version, Layout Layout, DType DType, Storage Packed);
}
