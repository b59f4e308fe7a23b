using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace PtFormat.Kernels.Gpu;

/// <summary>The driver's graphs, which ILGPU does not know: what a stream was asked for, caught and asked for again in one call.</summary>
static partial class CudaGraphs
{
    // Others may run finalizers meanwhile, which the stricter modes would take for an error.
    const int Relaxed = 2;

    /// <summary>From now on the stream does nothing and notes what it is asked for.</summary>
    /// <returns>False where the driver refuses.</returns>
    public static bool TryBegin(AcceleratorStream stream) => cuStreamBeginCapture_v2(Handle(stream), Relaxed) == 0;

    /// <summary>Ends it and makes something of it that can run; 0 where the driver refuses.</summary>
    public static nint End(AcceleratorStream stream)
    {
        if (cuStreamEndCapture(Handle(stream), out nint graph) != 0 || graph == 0)
            return 0;
        int status = cuGraphInstantiateWithFlags(out nint executable, graph, 0);
        _ = cuGraphDestroy(graph);
        return status == 0 ? executable : 0;
    }

    /// <summary>Runs it in the stream.</summary>
    /// <returns>False where the driver refuses.</returns>
    public static bool TryLaunch(nint executable, AcceleratorStream stream) => cuGraphLaunch(executable, Handle(stream)) == 0;

    /// <summary>Frees it.</summary>
    public static void Free(nint executable) => _ = cuGraphExecDestroy(executable);

    static nint Handle(AcceleratorStream stream) => ((CudaStream)stream).StreamPtr;

    [LibraryImport("cuda")]
    private static partial int cuStreamBeginCapture_v2(nint stream, int mode);

    [LibraryImport("cuda")]
    private static partial int cuStreamEndCapture(nint stream, out nint graph);

    [LibraryImport("cuda")]
    private static partial int cuGraphInstantiateWithFlags(out nint executable, nint graph, ulong flags);

    [LibraryImport("cuda")]
    private static partial int cuGraphLaunch(nint executable, nint stream);

    [LibraryImport("cuda")]
    private static partial int cuGraphDestroy(nint graph);

    [LibraryImport("cuda")]
    private static partial int cuGraphExecDestroy(nint executable);
}
