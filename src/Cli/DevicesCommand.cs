using System.CommandLine;
using PtFormat.Kernels;

namespace PtFormat.Cli;

/// <summary><c>ptformat devices</c>: what models run on here, and with which kernels.</summary>
static class DevicesCommand
{
    public static Command Create(CommandContext context, IDeviceProvider? devices)
    {
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("devices", "Prints what models run on here, and with which kernels.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                PrintJson(context.Output, devices);
            else
                Print(context.Output, devices);
        });
        return command;
    }

    static void Print(TextWriter output, IDeviceProvider? devices)
    {
        output.WriteLine($"cpu: {Figures.Count(Work.Threads, "thread")} (PTFORMAT_THREADS), {CpuBackend.Registers} (PTFORMAT_SIMD)");
        if (CpuBackend.Advice is { } advice)
            output.WriteLine($"  {advice}");
        IReadOnlyList<(string Operation, string Kernel)> kernels = CpuBackend.Instance.TypicalKernels();
        int width = kernels.Max(kernel => kernel.Operation.Length);
        foreach ((string operation, string kernel) in kernels)
            output.WriteLine($"  {operation.PadRight(width)}  {kernel}");
        if (devices is null)
            output.WriteLine($"gpu: {DeviceOption.Advice}");
        else
            foreach (string line in devices.Survey())
                output.WriteLine(PlainText.OneLine(line));
    }

    static void PrintJson(TextWriter output, IDeviceProvider? devices) => Json.Print(output, writer =>
    {
        writer.WriteStartArray("devices");
        writer.WriteStartObject();
        writer.WriteString("name", "cpu");
        writer.WriteNumber("threads", Work.Threads);
        writer.WriteString("registers", CpuBackend.Registers);
        writer.WriteString("advice", CpuBackend.Advice);
        writer.WriteStartArray("kernels");
        foreach ((string operation, string kernel) in CpuBackend.Instance.TypicalKernels())
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("operation", operation);
                line.WriteString("kernel", kernel);
            }, depth: 4), skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartArray("gpus");
        foreach (string line in devices?.Survey() ?? [])
            writer.WriteStringValue(line);
        writer.WriteEndArray();
    });
}
