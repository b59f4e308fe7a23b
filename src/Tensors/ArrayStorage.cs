using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Host memory. Small storages are ordinary arrays. Large ones are blocks of a pool: a fresh large array for every operation
/// would cost page faults and full collections that weigh a hundred times the operation (docs/decisions.md, output memory).
/// </summary>
sealed class ArrayStorage : Storage
{
    readonly BlockPool.Line[] _block;
    readonly int _first;
    bool _exposed;

    public ArrayStorage(long byteLength) : base(Device.Cpu, byteLength)
    {
        long lines = (byteLength + Unsafe.SizeOf<BlockPool.Line>() - 1) / Unsafe.SizeOf<BlockPool.Line>();
        if (byteLength < BlockPool.SmallestBytes)
        {
            // Unpinned, so possibly unaligned: kernels check an address before an aligned load.
            _block = GC.AllocateUninitializedArray<BlockPool.Line>((int)lines);
            GC.SuppressFinalize(this);
            return;
        }
        _block = BlockPool.Shared.Rent(lines + 1);
        _first = FirstAligned(_block);
    }

    ~ArrayStorage()
    {
        // A span that left through the public AsSpan keeps the array alive, not the storage: such a block is not reused.
        if (!_exposed && _block is not null)
            BlockPool.Shared.Return(_block);
    }

    protected override ref byte Bytes =>
        ref Unsafe.AddByteOffset(ref Unsafe.As<BlockPool.Line, byte>(ref MemoryMarshal.GetArrayDataReference(_block)), _first);

    /// <summary>For a storage that keeps its bytes in this one.</summary>
    internal ref byte FirstByte => ref Bytes;

    protected override void Exposed() => _exposed = true;

    // Pinned arrays start on 8 bytes; the spare line of a pooled block leaves room to start on 64, as SIMD loads want.
    static unsafe int FirstAligned(BlockPool.Line[] block)
    {
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return (int)(-address & (Unsafe.SizeOf<BlockPool.Line>() - 1));
    }
}
