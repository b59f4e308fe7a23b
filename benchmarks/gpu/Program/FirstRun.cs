using System.Diagnostics;
using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Benchmarks;

/// <summary>
/// The first things to find out about a device: what the driver shows, every kernel's registers and local memory as the driver
/// compiled it, the correctness suite, shared memory beyond 48 KB, what a launch costs, and graphs.
/// </summary>
static partial class FirstRun
{
    // CUfunction_attribute of the driver's API.
    const int SharedBytes = 1, LocalBytes = 3, Registers = 4;

    // CUdevice_attribute: what a block may ask for.
    const int SharedOptIn = 97;

    public static int Run(GpuDevice device)
    {
        foreach (GpuFinding finding in GpuDevice.Survey())
            Console.WriteLine($"found\t{finding}");
        if (device.Accelerator is CudaAccelerator cuda)
        {
            Console.WriteLine($"cuda\tarchitecture {cuda.Architecture}, instructions {cuda.InstructionSet}, {cuda.NumMultiprocessors} multiprocessors");
            if (cuDeviceGetAttribute(out int bytes, SharedOptIn, cuda.DeviceId) == 0)
                Console.WriteLine($"shared\ta block may ask for {bytes} bytes");
        }
        int failed = Check.Run(device);
        foreach ((Delegate source, int threads, ILGPU.Runtime.Kernel kernel) in device.Kernels)
            Console.WriteLine($"kernel\t{source.Method}\t{threads} threads\t{(kernel is CudaKernel loaded ? Describe(loaded, ref failed) : "loaded")}");
        Launches(device);
        return failed;
    }

    // Local memory in a kernel that is meant to live in registers is a failure worth a look, not one of arithmetic.
    static string Describe(CudaKernel kernel, ref int failed)
    {
        int registers = Get(Registers, kernel, ref failed), local = Get(LocalBytes, kernel, ref failed), shared = Get(SharedBytes, kernel, ref failed);
        return $"{registers} registers, {local} bytes local, {shared} bytes shared{(local > 0 ? " <- SPILLS" : "")}";
    }

    static int Get(int attribute, CudaKernel kernel, ref int failed)
    {
        if (cuFuncGetAttribute(out int value, attribute, kernel.FunctionPtr) == 0)
            return value;
        failed = 1;
        return -1;
    }

    static void Launches(GpuDevice device)
    {
        const int count = 1000;
        Tensor x = Tensor.From<float>(new float[256], [256]).To(device);
        for (int i = 0; i < 10; i++)
            x = Ops.Relu(x);
        device.Synchronize();
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
            x = Ops.Relu(x);
        double given = watch.Elapsed.TotalMicroseconds / count;
        device.Synchronize();
        Console.WriteLine($"launch\t{given:F2} us to ask for, {watch.Elapsed.TotalMicroseconds / count:F2} us until done");
        Func<Tensor[]> session = Job.Of("modelnet 1").On(device), run = () => session();
        for (int i = 0; i < 10; i++)
            run();
        device.Synchronize();
        watch.Restart();
        for (int i = 0; i < count / 10; i++)
            run();
        device.Synchronize();
        Console.WriteLine($"graph\tmodelnet 1 by session: {watch.Elapsed.TotalMicroseconds / (count / 10):F2} us");
    }

    [LibraryImport("libcuda.so.1")]
    private static partial int cuFuncGetAttribute(out int value, int attribute, nint function);

    [LibraryImport("libcuda.so.1")]
    private static partial int cuDeviceGetAttribute(out int value, int attribute, int device);
}
