namespace PtFormat.Formats.Python;

/// <summary>Python's <c>slice</c>: <c>a[start:stop:step]</c>.</summary>
/// <param name="Start">Usually a <see cref="long"/> or null.</param>
/// <param name="Stop">Usually a <see cref="long"/> or null.</param>
/// <param name="Step">Usually a <see cref="long"/> or null.</param>
public sealed record PythonSlice(object? Start, object? Stop, object? Step);
