using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Benchmarks;

/// <summary>Every job at sizes that the processor computes too, with each way to multiply that the device has.</summary>
static class Check
{
    static readonly string[] Names =
    [
        "gemm 1", "gemm 31", "gemm 64", "gemm 257", "gemm 512", "linear 1 512", "linear 3 260", "linear 8 1024", "linear 9 1030", "linear 200 300", "conv 1", "conv 3",
        "modelnet 1", "modelnet 64", "modelnet 65", "lstm 20 1", "lstm 64 1", "lstm 64 64", "lstm 128 1", "lstm 128 5", "lstm 256 2", "lstm 512 1", "lstm 512 64", "lstm 516 3", "maxpool 1", "maxpool 2",
    ];

    public static int Run(GpuDevice device)
    {
        int failed = 0;
        foreach (GpuPrecision precision in Enum.GetValues<GpuPrecision>())
        {
            try
            {
                device.Precision = precision;
            }
            catch (NotSupportedException e)
            {
                Console.WriteLine($"skip\t{precision}\t{e.Message}");
                continue;
            }
            foreach (string name in Names)
                failed += One(device, precision, name) ? 0 : 1;
        }
        device.Precision = GpuPrecision.Float32;
        Console.WriteLine($"checked\t{(failed == 0 ? "all equal" : $"{failed} FAILED")}");
        return failed == 0 ? 0 : 1;
    }

    static bool One(GpuDevice device, GpuPrecision precision, string name)
    {
        double tolerance = precision == GpuPrecision.Tf32 ? 5e-3 : 1e-4, worst = 0;
        try
        {
            Job job = Job.Of(name);
            Tensor[] expected = job.On(Device.Cpu)(), found = job.On(device)();
            for (int i = 0; i < expected.Length; i++)
            {
                float[] wanted = expected[i].ToArray<float>(), got = found[i].ToArray<float>();
                double largest = Math.Max(1, wanted.Max(Math.Abs));
                for (int j = 0; j < wanted.Length; j++)
                    worst = double.IsNaN(got[j]) ? double.PositiveInfinity : Math.Max(worst, Math.Abs(got[j] - wanted[j]) / largest);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ILGPU.Runtime.AcceleratorException)
        {
            Console.WriteLine($"FAILED\t{precision}\t{name}\t{e.Message}");
            return false;
        }
        bool isRight = worst <= tolerance;
        Console.WriteLine($"{(isRight ? "ok" : "FAILED")}\t{precision}\t{name}\terror {worst:G3} of at most {tolerance:G3}");
        return isRight;
    }
}
