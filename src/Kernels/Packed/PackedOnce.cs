using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// What a kernel remembers of the last weight it ran on, so that the same weight costs two comparisons and not a search
/// (<see cref="PackedWeights"/>). Any number of threads may ask.
/// </summary>
sealed class PackedOnce<TPacking>(TPacking packing) where TPacking : struct, IPacking<TPacking>, IEquatable<TPacking>
{
    Found? _last;

    /// <summary>The packed weight; it must only be read.</summary>
    public Storage Of(Tensor weight)
    {
        // The version first: what is written meanwhile makes the packed weight stale, not wrong for good.
        long version = weight.Storage.Version;
        if (_last is { } last && last.Weight == weight.Storage && last.Version == version && (ReferenceEquals(last.Layout, weight.Layout) || last.Layout.Equals(weight.Layout)))
            return last.Packed;
        Storage packed = PackedWeights.Of(weight, packing);
        _last = new(weight.Storage, weight.Layout, version, packed);
        return packed;
    }

    sealed record Found(Storage Weight, Layout Layout, long Version, Storage Packed);
}
