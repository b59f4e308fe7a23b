namespace PtFormat.Kernels.Gpu;

/// <content>Compiled kernels, kept as long as the device.</content>
public sealed partial class GpuDevice
{
    readonly GpuKernels _kernels;

    /// <summary>How many kernels were compiled and loaded.</summary>
    internal int LoadedKernels => _kernels.Count;

    /// <inheritdoc cref="GpuKernels.All"/>
    internal IEnumerable<(Delegate Source, int Threads, ILGPU.Runtime.Kernel Kernel)> Kernels => _kernels.All;

    /// <summary>The launcher of a kernel, which is compiled when it is asked for the first time.</summary>
    /// <typeparam name="TLauncher"><c>Action&lt;AcceleratorStream, KernelConfig, …&gt;</c> with the kernel's parameters.</typeparam>
    /// <param name="kernel">A static method, explicitly grouped: it takes <c>Grid</c> and <c>Group</c>, no index.</param>
    /// <param name="threads">The most threads that a group will have; 0 to leave that open.</param>
    /// <exception cref="InvalidOperationException">The driver's compiler refuses it; the message holds what it says.</exception>
    internal TLauncher Load<TLauncher>(Delegate kernel, int threads = 0) where TLauncher : Delegate => _kernels.Load<TLauncher>(kernel, threads);
}
