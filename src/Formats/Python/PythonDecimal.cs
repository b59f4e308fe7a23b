namespace PtFormat.Formats.Python;

/// <summary>A <c>decimal.Decimal</c>: any number of digits, infinities, NaN. The text says all of it.</summary>
/// <param name="Text">As Python writes it: <c>1.10</c>, <c>-1E+5</c>, <c>NaN</c>.</param>
public sealed record PythonDecimal(string Text);
