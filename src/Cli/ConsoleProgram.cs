using System.Text;

namespace PtFormat.Cli;

/// <summary>The program on this process's console.</summary>
public static class ConsoleProgram
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="devices">Where GPUs are found; null for a program without GPU support.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, IDeviceProvider? devices = null)
    {
        // The console's own writer hands on every piece at once: far too slow for long listings that go into a pipe.
        Encoding utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = utf8;
        using StreamWriter output = new(PipeOutput.Open(), utf8, bufferSize: 1 << 16) { AutoFlush = !Console.IsOutputRedirected };
        using StreamWriter error = new(Console.OpenStandardError(), utf8) { AutoFlush = true };

        // Ctrl+C asks for an orderly end, in which no half-written file stays; a second one ends the process where it is.
        using CancellationTokenSource cancellation = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };
        return new CommandLineProgram(output, error, Terminal.OfConsole(), devices).Run(args, cancellation.Token);
    }
}
