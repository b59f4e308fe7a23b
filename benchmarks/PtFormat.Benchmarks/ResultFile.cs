using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace PtFormat.Benchmarks;

/// <summary>A committed table: benchmarks/results/CPU/NAME.md.</summary>
sealed partial class ResultFile
{
    readonly string _folder;
    readonly string _machine;

    public ResultFile(string torch)
    {
        string cpu = Processor();
        _folder = Path.Combine(Places.Root, "benchmarks/results", Slug().Replace(cpu.ToLowerInvariant(), "-").Trim('-'));
        _machine = string.Create(CultureInfo.InvariantCulture,
            $"{cpu}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}. {RuntimeInformation.FrameworkDescription}; {torch}.");
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

    // Virtual machines hide the model's name; family and model tell the generation all the same.
    static string Processor()
    {
        if (!File.Exists("/proc/cpuinfo"))
            return RuntimeInformation.ProcessArchitecture.ToString();
        Dictionary<string, string> fields = File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        string name = fields.GetValueOrDefault("model name", "unknown");
        return name.Any(char.IsAsciiDigit) ? name : $"{name} family {fields.GetValueOrDefault("cpu family")} model {fields.GetValueOrDefault("model")}";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Slug();
}
