namespace PtFormat.Kernels.Graphs;

/// <summary>
/// Places values that live for some steps each into one block of memory, so that values that are alive at the same step do not
/// overlap: largest first, each at the lowest place that is free all its life. That is within a few percent of the least possible
/// for networks (Pisarchyk and Lee 2020, https://arxiv.org/abs/2001.03288, "greedy by size").
/// </summary>
static class ArenaPlan
{
    /// <summary>Every value starts on a line, so that no two share one and vectors load aligned.</summary>
    const long LineBytes = 64;

    /// <summary>What is to be placed.</summary>
    /// <param name="ByteLength">How long it is.</param>
    /// <param name="First">The step that writes it.</param>
    /// <param name="Last">The last step that reads it.</param>
    public readonly record struct Life(long ByteLength, int First, int Last);

    /// <summary>The place of each value.</summary>
    /// <param name="lives">The values.</param>
    /// <param name="byteLength">How long the block must be.</param>
    /// <exception cref="OverflowException">No block is that long.</exception>
    public static long[] Place(ReadOnlySpan<Life> lives, out long byteLength)
    {
        long[] starts = new long[lives.Length];
        long[] lengths = new long[lives.Length];
        for (int i = 0; i < lives.Length; i++)
            lengths[i] = lives[i].ByteLength;
        // A stable order: the plan of a graph is always the same.
        int[] order = [.. Enumerable.Range(0, lives.Length).OrderByDescending(i => lengths[i])];

        byteLength = 0;
        List<int> placed = [];
        foreach (int i in order)
        {
            long start = 0, length = Lines(lives[i].ByteLength);
            foreach (int other in placed)
                if (lives[other].First <= lives[i].Last && lives[i].First <= lives[other].Last)
                {
                    if (start + length <= starts[other])
                        break;
                    start = Math.Max(start, checked(starts[other] + Lines(lives[other].ByteLength)));
                }
            starts[i] = start;
            byteLength = Math.Max(byteLength, checked(start + length));
            placed.Insert(placed.FindLastIndex(other => starts[other] <= start) + 1, i);
        }
        return starts;
    }

    static long Lines(long bytes) => checked((bytes + LineBytes - 1) / LineBytes * LineBytes);
}
