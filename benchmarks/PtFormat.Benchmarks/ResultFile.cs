using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PtFormat.Benchmarks;

/// <summary>A committed table: benchmarks/results/CPU/NAME.md.</summary>
sealed class ResultFile
{
    readonly string _folder;
    readonly string _machine;

    public ResultFile(string torch)
    {
        _folder = Processor.Results(Places.Root);
        _machine = string.Create(CultureInfo.InvariantCulture,
            $"{Processor.Name}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}. {RuntimeInformation.FrameworkDescription}; {torch}.");
    }

    public void Write(string name, string title, string notes, IEnumerable<string> table)
    {
        string[] lines = [.. table];
        StringBuilder text = new();
        text.Append("# ").Append(title).Append("\n\n").Append(_machine)
            .Append("\nMedians of runs in turns, the page cache warm; written by `benchmarks/run`.\n\n").Append(notes).Append("\n\n");
        foreach (string line in lines)
            text.Append(line).Append('\n');
        // What else the machine did shows how far to trust the times.
        if (File.Exists("/proc/loadavg"))
            text.Append("\nLoad average of the last minute at the end: ").Append(File.ReadAllText("/proc/loadavg").Split(' ')[0]).Append(".\n");
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, name), text.ToString());
        Console.WriteLine($"{Path.Combine(_folder, name)} is written");
    }
}
