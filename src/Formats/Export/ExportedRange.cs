using System.Globalization;

namespace PtFormat.Formats.Export;

/// <summary>Which values a symbol may have.</summary>
/// <param name="Symbol">The symbol: <c>s0</c>.</param>
/// <param name="Smallest">The smallest; null for no bound.</param>
/// <param name="Largest">The largest; null for no bound.</param>
public sealed record ExportedRange(string Symbol, long? Smallest, long? Largest)
{
    /// <summary><c>2 ≤ s0 ≤ 100</c></summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Smallest is { } least ? $"{least} ≤ " : "")}{Symbol}{(Largest is { } most ? $" ≤ {most}" : "")}");
}
