using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>A file that was scanned.</summary>
/// <param name="Path">The file, as the command line or the folder names it.</param>
/// <param name="Scan">What it names; null where it could not be read at all.</param>
/// <param name="Errors">What could not be read, one line each.</param>
sealed record ScannedFile(string Path, PtScan? Scan, IReadOnlyList<string> Errors)
{
    /// <summary>The names, each once for every record, the worst first; equal ones in the order of the file.</summary>
    public IReadOnlyList<ScannedName> Names { get; } = Scan is null ? [] :
    [
        .. Scan.Globals.GroupBy(global => new Sameness(global.Record, global.Module, global.Name, global.Rating))
            .Select(group => new ScannedName(group.First(), group.Count())).OrderByDescending(row => row.First.Rating.Class),
    ];

    public int CountOf(GlobalClass wanted) => Names.Count(row => row.First.Rating.Class == wanted);

    sealed record Sameness(string? Record, string Module, string Name, GlobalRating Rating);
}
