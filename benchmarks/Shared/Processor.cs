using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace PtFormat.Benchmarks;

/// <summary>What results were measured on.</summary>
static partial class Processor
{
    /// <summary>Virtual machines hide the model's name; family and model tell the generation all the same.</summary>
    public static string Name { get; } = Find();

    /// <summary>The folder of this processor's results in a repository.</summary>
    public static string Results(string repository) => Path.Combine(repository, "benchmarks/results", Slug().Replace(Name.ToLowerInvariant(), "-").Trim('-'));

    static string Find()
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
