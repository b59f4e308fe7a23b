using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Where drivers are: ILGPU asks for <c>cuda</c> and <c>OpenCL</c>, and packages that are for running and not for developing
/// install only <c>libcuda.so.1</c> and <c>libOpenCL.so.1</c>.
/// </summary>
static class NativeLibraries
{
    static readonly Lock Guard = new();
    static bool _isInstalled;

    /// <summary>NVIDIA's driver.</summary>
    public static string Cuda => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>What leads to the drivers of OpenCL.</summary>
    public static string OpenCl => OperatingSystem.IsWindows() ? "OpenCL.dll" : "libOpenCL.so.1";

    /// <summary>True where NVIDIA's driver can be loaded.</summary>
    public static bool HasCuda => NativeLibrary.TryLoad(Cuda, out _);

    /// <summary>True where OpenCL can be loaded.</summary>
    public static bool HasOpenCl => NativeLibrary.TryLoad(OpenCl, out _);

    /// <summary>Answers for the names that are not found otherwise; before the first <see cref="ILGPU.Context"/>.</summary>
    public static void Install()
    {
        lock (Guard)
        {
            if (_isInstalled)
                return;
            _isInstalled = true;
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) => name switch
            {
                "cuda" => Load(Cuda),
                "OpenCL" => Load(OpenCl),
                _ => 0,
            };
        }
    }

    static nint Load(string library) => NativeLibrary.TryLoad(library, out nint handle) ? handle : 0;
}
