using System.Collections.Concurrent;
using System.Diagnostics;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// The kernels that a device has compiled and loaded, each once. ILGPU's own cache holds them weakly, so that one in use could
/// be compiled again and another freed by the finalizer of a device that is gone.
/// </summary>
sealed class GpuKernels(GpuDevice device) : IDisposable
{
    // A method's identity covers its type arguments.
    readonly ConcurrentDictionary<(object Method, int Threads, Type Launcher), (ILGPU.Runtime.Kernel Kernel, Delegate Launcher, Delegate Source)> _loaded = new();

    /// <summary>How many kernels were compiled.</summary>
    public int Count => _loaded.Count;

    /// <summary>The kernels, what they were compiled from, and the most threads of a group.</summary>
    public IEnumerable<(Delegate Source, int Threads, ILGPU.Runtime.Kernel Kernel)> All => _loaded.Select(loaded => (loaded.Value.Source, loaded.Key.Threads, loaded.Value.Kernel));

    /// <inheritdoc cref="GpuDevice.Load"/>
    public TLauncher Load<TLauncher>(Delegate kernel, int threads) where TLauncher : Delegate
    {
        (object, int, Type) key = (kernel.Method, threads, typeof(TLauncher));
        if (!_loaded.TryGetValue(key, out (ILGPU.Runtime.Kernel Kernel, Delegate Launcher, Delegate Source) loaded))
            lock (device.Gate)
                if (!_loaded.TryGetValue(key, out loaded))
                    _loaded[key] = loaded = Compile<TLauncher>(kernel, threads);
        return (TLauncher)loaded.Launcher;
    }

    public void Dispose()
    {
        foreach ((ILGPU.Runtime.Kernel kernel, _, _) in _loaded.Values)
            kernel.Dispose();
    }

    (ILGPU.Runtime.Kernel Kernel, Delegate Launcher, Delegate Source) Compile<TLauncher>(Delegate kernel, int threads) where TLauncher : Delegate
    {
        device.Bind();
        // A driver's compiler says what it dislikes to Trace only.
        using StringWriter said = new();
        using TextWriterTraceListener listener = new(said);
        Trace.Listeners.Add(listener);
        try
        {
            ILGPU.Runtime.Kernel compiled = device.Accelerator.LoadKernel(kernel.Method, new KernelSpecialization(threads == 0 ? null : threads, null));
            return (compiled, compiled.CreateLauncherDelegate<TLauncher>(), kernel);
        }
        catch (Exception e) when (e is AcceleratorException or ILGPU.InternalCompilerException or NotSupportedException)
        {
            throw new InvalidOperationException($"{device.Name} ({device.Accelerator.Name}) did not take the kernel {kernel.Method.Name}: {e.Message} {e.InnerException?.Message} {said.ToString().Trim()}".TrimEnd(), e);
        }
        finally
        {
            Trace.Listeners.Remove(listener);
        }
    }
}
