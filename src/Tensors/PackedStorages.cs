namespace PtFormat.Tensors;

/// <summary>
/// Makes many tiny storages that lie side by side in arrays of 16 KiB: an array for each would be as many objects again. An array
/// lives as long as any storage in it. For one thread at a time.
/// </summary>
sealed class PackedStorages
{
    /// <summary>A longer storage has an array of its own: a sixteenth of a shared one is the most that is left unused.</summary>
    public const int MaxBytes = ArrayBytes / 16;

    const int ArrayBytes = BlockPool.SmallestBytes;
    const int LineBytes = 64;

    BlockPool.Line[] _lines = [];
    int _used;

    /// <summary>A storage with a copy of some bytes.</summary>
    public Storage Add(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, MaxBytes);
        int lines = (bytes.Length + LineBytes - 1) / LineBytes;
        if (_used + lines > _lines.Length)
            (_lines, _used) = (GC.AllocateUninitializedArray<BlockPool.Line>(ArrayBytes / LineBytes), 0);
        ArrayStorage storage = new(_lines, _used, bytes);
        _used += lines;
        return storage;
    }
}
