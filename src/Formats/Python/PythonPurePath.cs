namespace PtFormat.Formats.Python;

/// <summary>A path of <c>pathlib</c>, as text: nothing is looked for on a disk.</summary>
/// <param name="Text">The path with slashes: <c>/a/b</c>, <c>C:/d/e</c>; <c>.</c> if empty.</param>
/// <param name="IsWindows">True for Windows' rules.</param>
public sealed record PythonPurePath(string Text, bool IsWindows);
