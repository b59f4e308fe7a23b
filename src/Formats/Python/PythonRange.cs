using System.Numerics;

namespace PtFormat.Formats.Python;

/// <summary>Python's <c>range</c>.</summary>
/// <param name="Start">The first number.</param>
/// <param name="Stop">The first number that is not reached.</param>
/// <param name="Step">The distance between numbers; not 0.</param>
public sealed record PythonRange(BigInteger Start, BigInteger Stop, BigInteger Step);
