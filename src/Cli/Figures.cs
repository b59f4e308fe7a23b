using System.Globalization;

namespace PtFormat.Cli;

/// <summary>Numbers as the tables print them.</summary>
static class Figures
{
    static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 tensor</c>, <c>2 tensors</c>.</summary>
    public static string Count(long count, string thing) => $"{Number(count)} {thing}{(count == 1 ? "" : thing.EndsWith('s') ? "es" : "s")}";

    /// <summary>Bytes in units of a thousand, three digits: <c>24 B</c>, <c>1.8 kB</c>, <c>537 MB</c>.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        int unit = 0;
        for (; size >= 999.5 && unit < Units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || size >= 99.95 ? $"{size:0}" : $"{size:0.0}")} {Units[unit]}");
    }
}
