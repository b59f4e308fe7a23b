using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>A Python name in a file.</summary>
/// <param name="Name">With its module.</param>
/// <param name="Verdict">What the policy says of it.</param>
/// <param name="Count">How often the file names it.</param>
sealed record GlobalCount(string Name, GlobalVerdict Verdict, int Count);
