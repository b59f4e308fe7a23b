using System.CommandLine;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>--device auto|cpu|cuda|opencl</c>: where a model computes.</summary>
sealed class DeviceOption
{
    /// <summary>How to get the program that can use GPUs.</summary>
    public const string Advice = "this program computes on the processor only; the .NET tool has GPU support: dotnet tool install --global PtFormat.Tool";

    const string Override = "PTFORMAT_DEVICE", Auto = "auto", Cpu = "cpu", Cuda = "cuda", OpenCl = "opencl";

    readonly Option<string> _option = new("--device")
    {
        Description = "Where to compute: auto takes a GPU where one works; the processor unless PTFORMAT_DEVICE says otherwise",
    };

    readonly IDeviceProvider? _provider;

    public DeviceOption(Command command, IDeviceProvider? provider)
    {
        _provider = provider;
        _option.AcceptOnlyFromAmong(Auto, Cpu, Cuda, OpenCl);
        command.Options.Add(_option);
    }

    /// <summary>Opens what was asked for; <see cref="Device.Cpu"/> for the processor.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="error">Where the choice is told, one line, when a GPU was asked for.</param>
    /// <exception cref="InvalidOperationException">A GPU was asked for by its kind, and there is none; the message says why.</exception>
    public Device Open(ParseResult parsed, TextWriter error)
    {
        string kind = parsed.GetValue(_option) ?? Environment.GetEnvironmentVariable(Override) ?? Cpu;
        if (kind is Cpu or "")
            return Device.Cpu;
        string report = Advice;
        if (_provider?.Open(kind, out report) is { } device)
        {
            error.WriteLine($"ptformat: {PlainText.OneLine(report)}");
            return device;
        }
        if (kind != Auto)
            throw new InvalidOperationException($"device {kind} cannot be used: {report}");
        error.WriteLine($"ptformat: cpu: {PlainText.OneLine(report)}");
        return Device.Cpu;
    }
}
