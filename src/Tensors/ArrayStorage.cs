using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Host memory. Small storages are ordinary arrays. Large ones are blocks of a pool: a fresh large array for every operation
/// would cost page faults and full collections that weigh a hundred times the operation (docs/decisions.md, output memory).
/// </summary>
sealed class ArrayStorage : Storage
{
    const int LineBytes = 64;

    readonly BlockPool.Line[] _lines;
    readonly BlockPool.Block? _block;
    readonly int _first;

    public ArrayStorage(long byteLength) : base(Device.Cpu, byteLength)
    {
        long lines = byteLength / LineBytes + (byteLength % LineBytes == 0 ? 0 : 1);
        if (byteLength < BlockPool.SmallestBytes)
        {
            // Unpinned, so possibly unaligned: kernels check an address before an aligned load.
            _lines = GC.AllocateUninitializedArray<BlockPool.Line>((int)lines);
            return;
        }
        _block = BlockPool.Shared.Rent(lines, this);
        _lines = _block.Lines;
        _first = FirstAligned(_lines);
    }

    /// <summary>A copy of some bytes in a part of an array: other storages have the rest.</summary>
    public ArrayStorage(BlockPool.Line[] lines, int firstLine, ReadOnlySpan<byte> bytes) : base(Device.Cpu, bytes.Length)
    {
        (_lines, _first) = (lines, firstLine * LineBytes);
        bytes.CopyTo(MemoryMarshal.AsBytes(lines.AsSpan(firstLine)));
    }

    protected override ref byte Bytes =>
        ref Unsafe.AddByteOffset(ref Unsafe.As<BlockPool.Line, byte>(ref MemoryMarshal.GetArrayDataReference(_lines)), _first);

    /// <summary>For a storage that keeps its bytes in this one.</summary>
    internal ref byte FirstByte => ref Bytes;

    // A span that left through the public AsSpan keeps the array alive, not the storage: such a block is not reused.
    protected override void Exposed()
    {
        if (_block is not null)
            BlockPool.Release(_block);
    }

    // Pinned arrays start on 8 bytes; the spare line of a pooled block leaves room to start on 64, as SIMD loads want.
    static unsafe int FirstAligned(BlockPool.Line[] lines)
    {
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(lines));
        return (int)(-address & (LineBytes - 1));
    }
}
