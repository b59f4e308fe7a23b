using System.Diagnostics;

namespace PtFormat.Inference;

/// <summary>Measures contenders in turns, so that a machine that slows down does so for all.</summary>
static class Contest
{
    // A round lasts at least this long, so that neither the clock nor one interruption decides.
    static readonly TimeSpan Round = TimeSpan.FromMilliseconds(5);

    // The JIT has compiled everything well after this long; the rivals have chosen and packed.
    static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    // Thread pools spin for a while after work: none may do so while another is measured.
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    // With one thread nobody spins, and the time of a rest is better spent on more rounds.
    const int RoundsForARest = 5;

    // What runs for long needs no more rounds than make a median; a row has so much time for each round that was asked for.
    static readonly TimeSpan RoundOfARow = TimeSpan.FromMilliseconds(150);

    const int FewestRounds = 5;

    /// <summary>The median seconds of one run of each.</summary>
    public static double[] Measure(IReadOnlyList<Contender> contenders, int threads, int asked)
    {
        int rounds = threads == 1 ? asked * RoundsForARest | 1 : asked;
        TimeSpan budget = RoundOfARow * asked;
        int[] calls = [.. contenders.Select(Calibrate)];
        List<double>[] seconds = [.. contenders.Select(_ => new List<double>())];
        double spent = 0;
        for (int round = 0; round < rounds && (round < FewestRounds || spent < budget.TotalSeconds); round++)
            for (int i = 0; i < contenders.Count; i++)
            {
                // Who goes first changes.
                int k = (i + round) % contenders.Count;
                if (threads > 1)
                    Thread.Sleep(Rest);
                contenders[k].Run();
                double time = Time(contenders[k], calls[k]);
                seconds[k].Add(time);
                spent += time * (calls[k] + 1);
            }
        return [.. seconds.Select(times => times.Order().ElementAt(times.Count / 2))];
    }

    static int Calibrate(Contender contender)
    {
        long start = Stopwatch.GetTimestamp();
        int done = 0;
        do
        {
            contender.Run();
            done++;
            if (done % 50 == 0 && done < 500)
                Thread.Sleep(1);
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);
        return Math.Clamp((int)(Round / (Time(contender, 3) * TimeSpan.FromSeconds(1))), 1, 100_000);
    }

    static double Time(Contender contender, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            contender.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
