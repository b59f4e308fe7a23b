using System.Diagnostics;

namespace PtFormat.Proofs;

/// <summary>Times rivals in turns, so that a machine that speeds up or slows down does so for all of them.</summary>
static class Measure
{
    /// <summary>The median over rounds of the nanoseconds that one call of each rival takes.</summary>
    public static double[] Interleaved(int rounds, int callsPerRound, params Action[] rivals)
    {
        double[][] times = [.. rivals.Select(_ => new double[rounds])];
        for (int warmup = 0; warmup < 3; warmup++)
            foreach (Action rival in rivals)
                Time(rival, callsPerRound);
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < rivals.Length; i++)
                times[i][round] = Time(rivals[i], callsPerRound);
        foreach (double[] series in times)
            Array.Sort(series);
        return [.. times.Select(series => series[rounds / 2])];
    }

    static double Time(Action rival, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            rival();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
