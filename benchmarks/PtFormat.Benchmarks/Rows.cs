using System.Diagnostics;
using System.Globalization;

namespace PtFormat.Benchmarks;

/// <summary>Measures in turns - PtFormat, PyTorch, the yardstick, PtFormat … - so that a machine that slows down does so for all.</summary>
static class Rows
{
    // The JIT compiles a method well once it ran 30 times and 100 ms have passed without new ones; PyTorch is compiled already.
    const int Warmups = 3;
    const int MostWarmups = 400;
    static readonly TimeSpan WarmupTime = TimeSpan.FromSeconds(2);

    /// <summary>The rows as lines of a markdown table.</summary>
    public static IEnumerable<string> Measure(TorchProcess torch, int rounds, IEnumerable<Row> rows)
    {
        yield return "| | PtFormat, ms | fastest | PyTorch, ms | fastest | PyTorch / PtFormat | plain, ms | plain / PtFormat |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (Row row in rows)
        {
            List<double> ours = [], theirs = [], plain = [];
            Warm(row);
            for (int round = -Warmups / row.RoundsDivisor; round < Math.Max(3, rounds / row.RoundsDivisor); round++)
            {
                double our = row.OursElsewhere?.Invoke() ?? Time(row.Ours) / row.Calls;
                double? their = row.Torch is null ? null : torch.Do(row.Torch);
                double? other = row.Plain is null ? null : Time(row.Plain);
                if (round < 0)
                    continue;
                ours.Add(our);
                if (their is not null)
                    theirs.Add(their.Value);
                if (other is not null)
                    plain.Add(other.Value);
            }
            string line = $"| {row.Name} | {Milliseconds(Median(ours))} | {Milliseconds(ours.Min())} "
                + $"| {(theirs.Count > 0 ? Milliseconds(Median(theirs)) : "")} | {(theirs.Count > 0 ? Milliseconds(theirs.Min()) : "")} | {Ratio(theirs, ours)} "
                + $"| {(plain.Count > 0 ? Milliseconds(Median(plain)) : "")} | {Ratio(plain, ours)} |";
            Console.WriteLine(line);
            yield return line;
        }
    }

    static void Warm(Row row)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; row.OursElsewhere is null && i < MostWarmups && Stopwatch.GetElapsedTime(start) < WarmupTime; i++)
        {
            Time(row.Ours);
            if (i % 30 == 29)
                Thread.Sleep(110);
        }
    }

    static double Time(Func<object?> work)
    {
        // Python drops a result at once and outside the clock, so ours is collected there too; what a run allocates and drops
        // itself stays inside.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long start = Stopwatch.GetTimestamp();
        object? result = work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(result);
        return seconds;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static string Milliseconds(double seconds) => (seconds * 1000).ToString(seconds < 0.01 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    static string Ratio(List<double> theirs, List<double> ours) =>
        theirs.Count == 0 ? "" : (Median(theirs) / Median(ours)).ToString("0.00", CultureInfo.InvariantCulture);
}
