using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.House;

/// <summary>docs/limits.md lists every limit with its default.</summary>
sealed partial class LimitsDocumentTests
{
    [Test]
    public void EveryLimitStandsThereWithItsDefault()
    {
        Dictionary<string, string> documented = Row().Matches(File.ReadAllText(Repository.Path("docs", "limits.md")).ReplaceLineEndings("\n"))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["value"].Value);
        Dictionary<string, string> actual = typeof(LoadLimits).GetProperties().Where(property => property.PropertyType != typeof(LoadLimits))
            .ToDictionary(property => property.Name, property => Text(Convert.ToInt64(property.GetValue(LoadLimits.Default), CultureInfo.InvariantCulture)));
        Assert.That(documented, Is.EquivalentTo(actual));
    }

    static string Text(long value)
    {
        foreach ((string unit, int shift) in new[] { ("GiB", 30), ("MiB", 20), ("KiB", 10) })
            if (value >= 1L << shift && value % (1L << shift) == 0 && value != 1024)
                return $"{value >> shift} {unit}";
        return value.ToString("N0", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\| (?<name>M\w+) \| (?<value>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
