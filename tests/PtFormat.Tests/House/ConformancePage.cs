using System.Globalization;
using System.Text;
using System.Text.Json;
using PtFormat.Tests.Kernels;
using PtFormat.Tests.Nn;

namespace PtFormat.Tests.House;

/// <summary>docs/conformance.md, from the fixtures and from the errors that tests noted.</summary>
static class ConformancePage
{
    static readonly string[] Versions = ["1.13", "2.14"];

    /// <summary>Where it is.</summary>
    public static string FilePath { get; } = Repository.Path("docs", "conformance.md");

    /// <summary>The whole page; errors are those that <see cref="ComputedErrors"/> has.</summary>
    public static string Write()
    {
        FixtureReaders readers = FixtureReaders.Now;
        StringBuilder page = new("""
            # Conformance

            What is read, by whom, and how far results are from PyTorch's. Written by `docs/make-conformance`; a test compares it with what
            there is.

            ## Files

            Every file under `fixtures`, by family ([what they hold](../fixtures/README.md)). "all": every file is read, and has the tensors that the
            manifest beside it names, byte for byte. "31 of 33": so many are; of the rest PtFormat's words are below, and the others' in
            [`fixtures/conformance.json`](../fixtures/conformance.json). A dash: none is of the reader's format. PyTorch is asked without the classes
            of the user's that some files name: PtFormat keeps such names and reads what lies around them. `wo` is `weights_only=True`,
            `tensors-only` PtFormat's policy of that kind. Exported programs (`.pt2`) are for `torch.export.load`; the folders
            `dcp` are checkpoints of `torch.distributed.checkpoint`, for its `dcp_to_torch_save` from 2.6 on.


            """);
        foreach ((string version, string parts) in readers.Versions.OrderBy(version => Version.Parse(version.Key)))
            page.Append(CultureInfo.InvariantCulture, $"- {version}: {parts}\n");
        page.Append("\n| family | files |");
        foreach (string reader in FixtureReaders.All)
            page.Append(CultureInfo.InvariantCulture, $" {reader.Replace("weights_only", "wo", StringComparison.Ordinal)} |");
        page.Append("\n| --- |").Insert(page.Length, " ---: |", FixtureReaders.All.Length + 1).Append('\n');
        foreach (IGrouping<string, string> family in readers.Files.GroupBy(Family).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {family.Key} | {family.Count()} |");
            foreach (string reader in FixtureReaders.All)
                page.Append(CultureInfo.InvariantCulture, $" {Cell(readers, family, reader)} |");
            page.Append('\n');
        }
        page.Append("\nWhat PtFormat does not read, and why:\n\n| files | reason |\n| --- | --- |\n");
        foreach (IGrouping<string, string> reason in readers.Files.Where(file => readers.Refusal(file, "PtFormat") is not null).GroupBy(file => readers.Refusal(file, "PtFormat")!))
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", reason.Select(file => $"`{file}`"))} | {reason.Key.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        Append(page, "Layers", "layers", "one for each set of arguments that `torch.nn` takes");
        Append(page, "Losses", "losses", "values and every reduction");
        page.Append("""

            ## Operations

            Over every dtype and shape of `fixtures/ops`; errors are counted as above, those of 1.13 over the results that 2.14 still gives. A
            dash: the package has no such operation of its own, or 1.13 has none.

            | operation | cases 1.13 | cases 2.14 | error 1.13 | error 2.14 |
            | --- | ---: | ---: | ---: | ---: |

            """);
        foreach ((string operation, int[] cases) in Operations())
            page.Append(CultureInfo.InvariantCulture, $"| `{operation}` | {string.Join(" | ", cases.Select(count => count == 0 ? "–" : $"{count}"))} | {string.Join(" | ", Versions.Select(version => Error("ops", operation, version)))} |\n");
        return page.ToString();
    }

    static void Append(StringBuilder page, string title, string folder, string what)
    {
        page.Append(CultureInfo.InvariantCulture, $"""

            ## {title}

            Every case of `fixtures/{folder}` ({what}), computed eagerly. The error is the largest difference of an element, relative to
            the largest magnitude of the result, over all cases and results of float32 and float64: 6e-8 is one rounding of a float32.

            | class | cases 1.13 | cases 2.14 | error 1.13 | error 2.14 |
            | --- | ---: | ---: | ---: | ---: |

            """);
        foreach (string layer in Layers(folder))
            page.Append(CultureInfo.InvariantCulture, $"| `{layer}` | {string.Join(" | ", Versions.Select(version => Cases(folder, version, layer)))} | {string.Join(" | ", Versions.Select(version => Error("layers", layer, version)))} |\n");
    }

    static IEnumerable<string> Layers(string folder) => LayerTable.Rows.Keys.Where(layer => File.Exists(Repository.Path("fixtures", folder, "2.14", $"{layer}.pt"))).Order(StringComparer.Ordinal);

    static string Cases(string folder, string version, string layer)
    {
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", folder, version, "written.json")));
        return written.RootElement.GetProperty("files").TryGetProperty($"{layer}.pt", out JsonElement file) ? file.GetProperty("cases").GetInt32().ToString(CultureInfo.InvariantCulture) : "–";
    }

    // With the number of cases of each version.
    static IEnumerable<(string Operation, int[] Cases)> Operations() =>
        Versions.SelectMany(version => Directory.EnumerateFiles(Repository.Path("fixtures", "ops", version), "*.pt").SelectMany(path => OpCase.Load(Path.GetFileNameWithoutExtension(path), version)))
            .GroupBy(c => c.Operation).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, Versions.Select(version => group.Count(c => c.Version == version)).ToArray()));

    static string Error(string kind, string name, string version) => ComputedErrors.Of(kind, name, version) is not { } found ? "–"
        : found.Largest == 0 ? "0" : found.Largest.ToString("0.0e-00", CultureInfo.InvariantCulture);

    // The folder of a case; what libraries are to refuse stands apart.
    static string Family(string file)
    {
        string[] parts = file.Split('/');
        return parts[1] is "refused" or "written" or "arrays" || parts[0] == "shards" ? $"{parts[0]}/{parts[1]}" : parts[0];
    }

    static string Cell(FixtureReaders readers, IEnumerable<string> files, string reader)
    {
        string[] own = [.. files.Where(file => FixtureReaders.IsFor(file, reader))];
        int read = own.Count(file => readers.Refusal(file, reader) is null), differ = own.Count(file => readers.Refusal(file, reader) == "differs");
        string text = own.Length == 0 ? "–" : read == own.Length ? "all" : read == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{read} of {own.Length}");
        return differ == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}, {differ} differ");
    }
}
