using System.Collections.Concurrent;

namespace PtFormat.Kernels.Gpu;

/// <summary>The captured graphs of a device: whoever made one may be gone, and only the device's own thread of work frees it.</summary>
sealed class GpuReplays(GpuDevice device) : IDisposable
{
    readonly HashSet<nint> _executables = [];
    readonly ConcurrentQueue<nint> _abandoned = new();

    /// <summary>How many there are.</summary>
    public int Count => _executables.Count;

    /// <summary>Times that one was launched.</summary>
    public long Launches { get; private set; }

    /// <summary>Catches what an action puts into the stream; 0 where the driver does not. Under the gate.</summary>
    public nint Capture(Action steps)
    {
        FreeAbandoned();
        if (!CudaGraphs.TryBegin(device.Stream))
            return 0;
        nint executable = 0;
        try
        {
            steps();
        }
        finally
        {
            executable = CudaGraphs.End(device.Stream);
            if (executable != 0)
                _executables.Add(executable);
        }
        return executable;
    }

    /// <summary>Runs one; false where the driver does not. Under the gate.</summary>
    public bool TryLaunch(nint executable)
    {
        if (!CudaGraphs.TryLaunch(executable, device.Stream))
            return false;
        Launches++;
        return true;
    }

    /// <summary>Lets one go: for finalizers, so no driver is called.</summary>
    public void Abandon(nint executable) => _abandoned.Enqueue(executable);

    public void Dispose()
    {
        foreach (nint executable in _executables)
            CudaGraphs.Free(executable);
        _executables.Clear();
    }

    void FreeAbandoned()
    {
        while (_abandoned.TryDequeue(out nint executable))
            if (_executables.Remove(executable))
                CudaGraphs.Free(executable);
    }
}
