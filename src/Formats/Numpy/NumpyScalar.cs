namespace PtFormat.Formats.Numpy;

/// <summary>A single NumPy number, date, text or record.</summary>
/// <param name="DType">What it is.</param>
/// <param name="Value">The same in C#: <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, …; an array of values for a record.</param>
public sealed record NumpyScalar(NumpyDType DType, object? Value);
