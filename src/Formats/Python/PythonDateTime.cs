namespace PtFormat.Formats.Python;

/// <summary>A <c>datetime.datetime</c> that says more than <see cref="DateTime"/> and <see cref="DateTimeOffset"/> can: a named zone, or the second of two equal hours.</summary>
/// <param name="Value">Date and time of day.</param>
/// <param name="IsSecond">Python's <c>fold</c>: the second time the clock shows this, when it is set back.</param>
/// <param name="Zone">The zone, or null.</param>
public sealed record PythonDateTime(DateTime Value, bool IsSecond, PythonTimeZone? Zone);
