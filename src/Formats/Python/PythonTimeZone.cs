namespace PtFormat.Formats.Python;

/// <summary>Python's <c>datetime.timezone</c>: a fixed distance from UTC.</summary>
/// <param name="Offset">How far ahead of UTC.</param>
/// <param name="Name">Its name, or null.</param>
public sealed record PythonTimeZone(TimeSpan Offset, string? Name);
