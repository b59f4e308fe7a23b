using System.Globalization;

namespace PtFormat.Cli;

/// <summary>Numbers as the tables print them.</summary>
static class Figures
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 tensor</c>, <c>2 tensors</c>.</summary>
    public static string Count(long count, string thing) => $"{Number(count)} {thing}{(count == 1 ? "" : thing.EndsWith('s') ? "es" : "s")}";
}
