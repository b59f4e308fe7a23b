using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// What kernels found wrong with indices. A kernel cannot throw and the host does not wait for it, so it notes the first wrong
/// index and goes on without it; the note is read when the host next waits for the device, and thrown there.
/// </summary>
sealed class GpuFaults(GpuDevice device) : IDisposable
{
    /// <summary>The words of a note: which kernel's it is (from 1 on, 0 for none), and the index.</summary>
    public const int Words = 2;

    readonly List<(string Name, string Needed)> _sources = [];
    readonly long[] _note = new long[Words];
    MemoryBuffer1D<long, Stride1D.Dense>? _memory;

    /// <summary>Where kernels write their note.</summary>
    public ArrayView<long> Note => Memory.View;

    MemoryBuffer1D<long, Stride1D.Dense> Memory
    {
        get
        {
            if (_memory is null)
            {
                _memory = device.Accelerator.Allocate1D<long>(Words);
                _memory.MemSetToZero(device.Stream);
            }
            return _memory;
        }
    }

    /// <summary>The number under which a kernel notes what it finds.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="needed">What an index must be: the end of a sentence.</param>
    public int Register(string name, string needed)
    {
        lock (device.Gate)
        {
            int known = _sources.IndexOf((name, needed));
            if (known >= 0)
                return known + 1;
            _sources.Add((name, needed));
            return _sources.Count;
        }
    }

    /// <summary>Throws what was noted; after the stream was waited for, under the gate.</summary>
    public void Check()
    {
        if (_memory is null)
            return;
        _memory.View.CopyToCPU(device.Stream, _note);
        device.Stream.Synchronize();
        (long source, long index) = (_note[0], _note[1]);
        if (source == 0)
            return;
        _memory.MemSetToZero(device.Stream);
        (string name, string needed) = _sources[(int)source - 1];
        throw new ArgumentOutOfRangeException(null, $"{name}: index {index} on {device.Name} {needed}");
    }

    public void Dispose() => _memory?.Dispose();

    /// <summary>Notes a wrong index, inside a kernel.</summary>
    public static void Report(ArrayView<long> note, int source, long index)
    {
        note[1] = index;
        note[0] = source;
    }
}
