using System.Diagnostics;
using System.Globalization;

namespace PtFormat.Benchmarks;

/// <summary>PyTorch in a process of its own, which does one job whenever it is asked and tells the seconds.</summary>
sealed class TorchProcess : IDisposable
{
    readonly Process _process;

    public TorchProcess()
    {
        ProcessStartInfo start = new(Path.Combine(Places.Root, "fixtures/torch"), ["2.14", "benchmarks/torch_jobs.py"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("fixtures/torch did not start");
    }

    /// <summary>Sends a line, gives the answer.</summary>
    public string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended while it was asked for '{line}'");
    }

    /// <summary>Does a job, gives the seconds it took.</summary>
    public double Do(string job) => double.Parse(Ask(job), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
