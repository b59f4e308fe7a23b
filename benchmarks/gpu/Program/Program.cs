using PtFormat.Gpu.Benchmarks;
using PtFormat.Kernels.Gpu;

// ptformat-gpu [--pocl] check        the correctness suite
// ptformat-gpu [--pocl] first-run    what to find out about a device before anything is believed
// ptformat-gpu [--pocl] serve        reads "job<tab>precision" lines and answers each with its seconds: benchmarks/gpu/run.py asks
bool usesPocl = args.Contains("--pocl");
string verb = args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? "";
if (verb is not ("check" or "first-run" or "serve"))
{
    Console.Error.WriteLine("usage: ptformat-gpu [--pocl] check|first-run|serve");
    return 2;
}
GpuDevice? device;
string reason;
if (usesPocl)
    (device, reason) = Pocl.Open();
else
    GpuDevice.TryOpen(GpuKind.Cuda, out device, out reason);
Console.WriteLine($"device\t{reason}");
if (device is null)
    return 3;
using (device)
    return verb switch
    {
        "check" => Check.Run(device),
        "first-run" => FirstRun.Run(device),
        _ => Serve.Run(device),
    };
