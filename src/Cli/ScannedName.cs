using PtFormat.Formats;

namespace PtFormat.Cli;

/// <summary>A Python name in one record of a file.</summary>
/// <param name="First">Where it stands first.</param>
/// <param name="Count">How often the record names it.</param>
sealed record ScannedName(ScannedGlobal First, int Count);
