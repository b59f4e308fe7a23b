using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli.Inspect;
using PtFormat.Formats;
using PtFormat.Pickle;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli.Inspect;

/// <summary>What <c>inspect --stats</c> says is what PyTorch computes.</summary>
sealed class TensorStatsTests
{
    static readonly string File = Fixture("statistics", "2.14", "statistics.pt");

    static IEnumerable<TestCaseData> Cases() => ComputedFile.Cases("statistics", "2.14", "statistics.pt").Select((c, i) => new TestCaseData(i, c).SetArgDisplayNames((string)c["name"]!));

    [TestCaseSource(nameof(Cases))]
    public void StatsAreTorchs(int index, Dictionary<string, object?> expected)
    {
        using PtFile file = PtFile.Open(File);
        TensorEntry entry = file.Tensors.Single(tensor => tensor.Path == $"['cases'][{index}]['x']");
        TensorStats stats = TensorStats.Of(entry, LoadLimits.Default, _ => { }, CancellationToken.None);
        Assert.That((stats.NaN, stats.Infinite), Is.EqualTo(((long)expected["nan"]!, (long)expected["infinite"]!)));
        Assert.That(stats.Min, Is.EqualTo(expected["min"] ?? double.NaN));
        Assert.That(stats.Max, Is.EqualTo(expected["max"] ?? double.NaN));
        if (expected["mean"] is double mean && expected["std"] is double std)
        {
            Assert.That(stats.Mean, Is.EqualTo(mean).Within(1e-12 * Math.Max(Math.Abs(mean), std)));
            // The squares of numbers near the largest there is are infinite, here and in torch.
            Assert.That(stats.Std, double.IsFinite(std) ? Is.EqualTo(std).Within(1e-12 * Math.Max(Math.Abs(mean), std)) : Is.Not.Positive.Or.EqualTo(double.PositiveInfinity));
        }
        else
            Assert.That((stats.Mean, stats.Std), Is.EqualTo((double.NaN, double.NaN)));
        if (expected["histogram"] is object?[] histogram)
            Assert.That(stats.Histogram, Is.EqualTo(histogram.Select(count => (long)count!)));
        Assert.That(stats.Histogram.Sum(), Is.EqualTo(stats.Min < stats.Max ? stats.Elements - stats.NaN - stats.Infinite : 0));
    }

    [Test]
    public void ComplexNumbersAndOtherKindsHaveNone()
    {
        foreach (string name in new[] { "complex64", "bits8" })
        {
            using PtFile file = PtFile.Open(Fixture("dtypes", "2.14", $"{name}.pt"));
            Assert.That(TensorStats.AreKnownOf(file.Tensors[0]), Is.False, name);
        }
    }

    [Test]
    public void JsonHasTheSameNumbers()
    {
        using JsonDocument json = JsonDocument.Parse(Run("inspect", File, "--json", "--stats").Output);
        JsonElement[] stats = [.. json.RootElement.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("stats"))];
        Dictionary<string, object?>[] cases = ComputedFile.Cases("statistics", "2.14", "statistics.pt");
        Assert.That(stats, Has.Length.EqualTo(cases.Length));
        for (int i = 0; i < cases.Length; i++)
        {
            Assert.That(stats[i].GetProperty("min").ValueKind == JsonValueKind.Null ? null : (double?)stats[i].GetProperty("min").GetDouble(), Is.EqualTo((double?)cases[i]["min"]));
            Assert.That(stats[i].GetProperty("histogram").GetArrayLength(), Is.EqualTo(TensorStats.Bins));
        }
        using JsonDocument complex = JsonDocument.Parse(Run("inspect", Fixture("dtypes", "2.14", "complex64.pt"), "--json", "--stats").Output);
        Assert.That(complex.RootElement.GetProperty("tensors")[0].GetProperty("stats").ValueKind, Is.EqualTo(JsonValueKind.Null));
        using JsonDocument without = JsonDocument.Parse(Run("inspect", File, "--json").Output);
        Assert.That(without.RootElement.GetProperty("tensors")[0].TryGetProperty("stats", out _), Is.False);
    }

    [Test]
    public void TextStandsInColumns()
    {
        string[] lines = [.. Run("inspect", File, "--stats", "--list").Output.Split('\n').Where(line => line.Contains("  mean ", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.GreaterThan(8));
        Assert.That(lines.Where(line => !line.Contains("NaN", StringComparison.Ordinal)).Select(line => line.IndexOf("  mean ", StringComparison.Ordinal)).Distinct().Count(), Is.EqualTo(1));
        string odd = Run("inspect", File, "--stats", "--list").Output.Split('\n').Single(line => line.Contains("infinite", StringComparison.Ordinal) && line.Contains("mean", StringComparison.Ordinal));
        Assert.That(odd, Does.Contain("  3 NaN  3 infinite  mean "));
        Assert.That(Run("inspect", File, "--stats").Output, Does.Contain(" everywhere").And.Contain("no elements").And.Contain("1 NaN  1 infinite"));
    }
}
