using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Weights as kernels want them: packed when first used, kept as long as the weight's storage is, shared by everything that
/// runs on it, and packed anew when the storage was handed out for writing since.
/// </summary>
static class PackedWeights
{
    static readonly ConditionalWeakTable<Storage, Shelf> Shelves = [];

    /// <summary>The packed weight, for any number of threads. It must only be read.</summary>
    public static Storage Of<TPacking>(Tensor weight, TPacking packing) where TPacking : struct, IPacking<TPacking>, IEquatable<TPacking> =>
        Shelves.GetOrCreateValue(weight.Storage).Find(weight, packing);

    /// <summary>What was made of one storage.</summary>
    sealed class Shelf
    {
        readonly Lock _lock = new();
        volatile Entry[] _entries = [];

        public Storage Find<TPacking>(Tensor weight, TPacking packing) where TPacking : struct, IPacking<TPacking>, IEquatable<TPacking>
        {
            // Read before the bytes: what is written meanwhile makes the packed weight stale, not wrong for good.
            long version = weight.Storage.Version;
            if (Look(weight, packing, version) is { } found)
                return found;
            lock (_lock)
            {
                if (Look(weight, packing, version) is { } made)
                    return made;
                Storage packed = Device.Cpu.Allocate(packing.ByteLength(weight));
                packing.Pack(weight, packed);
                _entries = [.. _entries.Where(entry => entry.Version == version), new Entry<TPacking>(packing, weight.Layout, weight.DType, version, packed)];
                return packed;
            }
        }

        Storage? Look<TPacking>(Tensor weight, TPacking packing, long version) where TPacking : struct, IEquatable<TPacking>
        {
            foreach (Entry entry in _entries)
                if (entry is Entry<TPacking> same && same.Version == version && same.DType == weight.DType && same.Packing.Equals(packing) && same.Layout.Equals(weight.Layout))
                    return same.Packed;
            return null;
        }
    }

    abstract record Entry(Layout Layout, DType DType, long Version, Storage Packed);

    sealed record Entry<TPacking>(TPacking Packing, Layout Layout, DType DType, long Version, Storage Packed) : Entry(Layout, DType, Version, Packed);
}
