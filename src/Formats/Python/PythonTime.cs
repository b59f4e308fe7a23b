namespace PtFormat.Formats.Python;

/// <summary>A <c>datetime.time</c> that says more than <see cref="TimeOnly"/> can.</summary>
/// <param name="Value">The time of day.</param>
/// <param name="IsSecond">Python's <c>fold</c>.</param>
/// <param name="Zone">The zone, or null.</param>
public sealed record PythonTime(TimeOnly Value, bool IsSecond, PythonTimeZone? Zone);
