using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.Cuda;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>The test assembly as a program of its own, which a stub of NVIDIA's driver is put in front of: see <see cref="StubTests"/>.</summary>
static unsafe partial class StubProgram
{
    static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["open"]:
                bool isOpen = GpuDevice.TryOpen(GpuKind.Cuda, out GpuDevice? device, out string reason);
                Console.WriteLine($"{isOpen} {reason}");
                device?.Dispose();
                return 0;
            case ["survey"]:
                foreach (GpuFinding finding in GpuDevice.Survey())
                    Console.WriteLine(finding);
                return 0;
            case ["session"]:
                Session();
                return 0;
            case ["pool"]:
                Pool();
                return 0;
            default:
                Console.Error.WriteLine("this assembly is run by the tests in it");
                return 2;
        }
    }

    // A device as the search makes it, but for the test of its arithmetic, which a stub has none of.
    static GpuDevice Open()
    {
        NativeLibraries.Install();
        Context context = Context.Create(builder => builder.Cuda(_ => true).Optimize(OptimizationLevel.O2));
        return new(context, context.GetCudaDevice(0).CreateAccelerator(context), "cuda:0");
    }

    static void Session()
    {
        using (GpuDevice device = Open())
        {
            Layer model = new Sequential(new Linear(64, 32), new Relu(), new Linear(32, 10), new Softmax(-1));
            model.Eval();
            model.To(device);
            Tensor input = Tensor.Zeros([4, 64]).To(device), output = Tensor.Zeros([4, 10]).To(device);
            InferenceSession session = InferenceSession.Compile(model, input);
            for (int i = 0; i < 3; i++)
                session.Run(new ReadOnlySpan<Tensor>(in input), new ReadOnlySpan<Tensor>(in output));
            long launches = Count("cuLaunchKernel"), before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                session.Run(new ReadOnlySpan<Tensor>(in input), new ReadOnlySpan<Tensor>(in output));
            Console.WriteLine($"allocated {GC.GetAllocatedBytesForCurrentThread() - before}");
            Console.WriteLine($"launched {Count("cuLaunchKernel") - launches}");
            Console.WriteLine($"replayed {device.Replays.Launches}");
            Console.WriteLine($"steps {session.CompiledFor(input).Kernels.Count}");
        }
        Console.WriteLine($"memory {Count("cuMemAlloc_v2") - Count("cuMemFree_v2")}");
        Console.WriteLine($"staging {Count("cuMemAllocHost_v2") - Count("cuMemFreeHost")}");
        Console.WriteLine($"modules {Count("cuModuleLoad") - Count("cuModuleUnload")}");
        Console.WriteLine($"graphs {Count("cuGraphInstantiateWithFlags") - Count("cuGraphExecDestroy")}");
    }

    static void Pool()
    {
        using GpuDevice device = Open();
        Tensor x = Tensor.Zeros([1000]).To(device);
        for (int i = 0; i < 100; i++)
            Ops.Relu(x);
        // What those have dropped is there for what comes.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Count("cuMemAlloc_v2");
        for (int i = 0; i < 100; i++)
        {
            for (int k = 0; k < 20; k++)
                Ops.Relu(x);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Console.WriteLine($"fresh {Count("cuMemAlloc_v2") - before}");
        Console.WriteLine($"freed {Count("cuMemFree_v2")}");
        Console.WriteLine($"launch {LastLaunch()}");
    }

    static long Count(string name) => stub_count(name);

    static int LastLaunch() => stub_last_launch();

    [LibraryImport("libcuda.so.1", StringMarshalling = StringMarshalling.Utf8)]
    private static partial long stub_count(string name);

    [LibraryImport("libcuda.so.1")]
    private static partial int stub_last_launch();
}
