using System.Numerics;

namespace PtFormat.Formats.Python;

/// <summary>A <c>fractions.Fraction</c>.</summary>
/// <param name="Numerator">Above the line.</param>
/// <param name="Denominator">Below the line.</param>
public sealed record PythonFraction(BigInteger Numerator, BigInteger Denominator);
