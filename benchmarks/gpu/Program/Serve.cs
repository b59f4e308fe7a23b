using System.Diagnostics;
using System.Globalization;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Benchmarks;

/// <summary>Times jobs as it is asked to, so that both sides can take turns: <c>job&lt;tab&gt;precision&lt;tab&gt;seconds at least</c> to seconds per run.</summary>
static class Serve
{
    public static int Run(GpuDevice device)
    {
        (string Name, Func<Tensor[]> Run) last = ("", () => []);
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split('\t');
            try
            {
                device.Precision = Enum.Parse<GpuPrecision>(words[1]);
                string name = $"{words[0]} {words[1]}";
                if (last.Name != name)
                {
                    last = (name, Job.Of(words[0]).On(device));
                    last.Run();
                    last.Run();
                    device.Synchronize();
                }
                Console.WriteLine($"seconds\t{Time(device, last.Run, double.Parse(words[2], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)}");
            }
            catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException or ILGPU.Runtime.AcceleratorException)
            {
                Console.WriteLine($"error\t{e.Message.ReplaceLineEndings(" ")}");
            }
            // What was dropped goes back to the pool between measurements, not within.
            GC.Collect();
        }
        return 0;
    }

    // Runs are put into the stream one after the other, and waited for once.
    static double Time(GpuDevice device, Func<Tensor[]> run, double atLeast)
    {
        for (int count = 1; ; count *= 2)
        {
            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < count; i++)
                run();
            device.Synchronize();
            double seconds = watch.Elapsed.TotalSeconds;
            if (seconds >= atLeast || count >= 1 << 14)
                return seconds / count;
        }
    }
}
