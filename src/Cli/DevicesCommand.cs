using System.CommandLine;
using PtFormat.Kernels;

namespace PtFormat.Cli;

/// <summary><c>ptformat devices</c>: what models run on here, and with which kernels.</summary>
static class DevicesCommand
{
    public static Command Create(TextWriter output, IDeviceProvider? devices)
    {
        Command command = new("devices", "Prints what models run on here, and with which kernels.");
        command.SetAction(_ =>
        {
            CpuBackend cpu = CpuBackend.Instance;
            output.WriteLine(FormattableString.Invariant($"cpu: {Work.Threads} {(Work.Threads == 1 ? "thread" : "threads")} (PTFORMAT_THREADS), {CpuBackend.Registers} (PTFORMAT_SIMD)"));
            if (CpuBackend.Advice is { } advice)
                output.WriteLine($"  {advice}");
            IReadOnlyList<(string Operation, string Kernel)> kernels = cpu.TypicalKernels();
            int width = kernels.Max(kernel => kernel.Operation.Length);
            foreach ((string operation, string kernel) in kernels)
                output.WriteLine($"  {operation.PadRight(width)}  {kernel}");
            if (devices is null)
                output.WriteLine($"gpu: {DeviceOption.Advice}");
            else
                foreach (string line in devices.Survey())
                    output.WriteLine(PlainText.OneLine(line));
        });
        return command;
    }
}
