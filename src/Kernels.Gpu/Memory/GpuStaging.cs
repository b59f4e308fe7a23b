using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Two page-locked pieces of host memory, through which everything goes that is copied to or from a device: drivers copy from
/// ordinary memory through pieces of their own and wait for each, from these the device copies by itself while the host fills
/// or empties the other. Used under the device's gate.
/// </summary>
sealed class GpuStaging(GpuDevice device) : IDisposable
{
    /// <summary>Of one piece: at 25 GB/s a device needs 40 microseconds for it, many times what a copy costs to start.</summary>
    public const int PieceBytes = 1 << 20;

    readonly Piece?[] _pieces = new Piece?[2];
    bool _isBusy;

    /// <summary>Copies to the device; returns when the source may change, which is before the device has it all.</summary>
    public void FromHost(ReadOnlySpan<byte> source, ArrayView<byte> destination)
    {
        for (int done = 0, turn = 0; done < source.Length; done += PieceBytes, turn ^= 1)
        {
            int length = Math.Min(PieceBytes, source.Length - done);
            // The piece may still be on its way: the first of this call from the last, any later one from two turns ago.
            if (_isBusy)
                device.Stream.Synchronize();
            Piece piece = At(turn);
            source.Slice(done, length).CopyTo(piece.Span);
            destination.SubView(done, length).CopyFromCPUUnsafeAsync(device.Stream, ref MemoryMarshal.GetReference(piece.Span), length);
            _isBusy = turn == 1 || done + length == source.Length;
        }
    }

    /// <summary>Copies to the host, after all work that was asked for before.</summary>
    public void ToHost(ArrayView<byte> source, Span<byte> destination)
    {
        int length = Math.Min(PieceBytes, destination.Length);
        Start(source, 0, length, 0);
        for (int done = 0, turn = 0; done < destination.Length; turn ^= 1)
        {
            device.Stream.Synchronize();
            int next = Math.Min(PieceBytes, destination.Length - done - length);
            if (next > 0)
                Start(source, done + length, next, turn ^ 1);
            At(turn).Span[..length].CopyTo(destination[done..]);
            (done, length) = (done + length, next);
        }
        _isBusy = false;
    }

    public void Dispose()
    {
        foreach (Piece? piece in _pieces)
            piece?.Dispose();
    }

    void Start(ArrayView<byte> source, int from, int length, int turn) =>
        source.SubView(from, length).CopyToCPUUnsafeAsync(device.Stream, ref MemoryMarshal.GetReference(At(turn).Span), length);

    Piece At(int turn) => _pieces[turn] ??= new(device.Accelerator);

    /// <summary>Page-locked memory of NVIDIA's driver; pinned memory of the host for others, of whose page-locked memory ILGPU cannot copy parts.</summary>
    sealed class Piece : IDisposable
    {
        readonly PageLockedArray1D<byte>? _locked;
        readonly byte[] _pinned = [];

        public Piece(Accelerator accelerator)
        {
            if (accelerator.AcceleratorType == AcceleratorType.Cuda)
                _locked = accelerator.AllocatePageLocked1D<byte>(PieceBytes, uninitialized: true);
            else
                _pinned = GC.AllocateUninitializedArray<byte>(PieceBytes, pinned: true);
        }

        public Span<byte> Span => _locked is null ? _pinned : _locked.Span;

        public void Dispose() => _locked?.Dispose();
    }
}
