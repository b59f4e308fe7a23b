using PtFormat.Pickle;

namespace PtFormat.Formats.Dcp;

/// <summary>Whether boxes fill a tensor: their elements are as many, and no two overlap.</summary>
/// <remarks>
/// Boxes are swept along the dimension that cuts them into the most slices. Of what writers make, hardly any two are compared
/// that are not neighbours; the work for what they do not make is limited, over all tensors of a file.
/// </remarks>
sealed class DcpTiling
{
    const long MaxComparisons = 20_000_000;

    long _comparisons;

    /// <summary>What is wrong, as the rest of a sentence; null for nothing.</summary>
    /// <param name="whole">The tensor's sizes.</param>
    /// <param name="chunks">Boxes within them, none of them empty.</param>
    public (PtErrorKind Kind, string What)? Fault(long[] whole, IReadOnlyList<DcpChunk> chunks)
    {
        UInt128 wanted = Volume(whole), found = 0;
        foreach (DcpChunk chunk in chunks)
            found += Volume(chunk.Sizes);
        if (found < wanted)
            return (PtErrorKind.Malformed, $"has {wanted} elements, its chunks hold {found}: the others are nowhere");
        if (chunks.Count > 1 && whole.Length > 0)
        {
            int sweep = Enumerable.Range(0, whole.Length).MaxBy(d => chunks.Select(chunk => chunk.Offsets[d]).Distinct().Count());
            List<DcpChunk> open = [];
            foreach (DcpChunk chunk in chunks.OrderBy(chunk => chunk.Offsets[sweep]))
            {
                if ((_comparisons += open.Count) > MaxComparisons)
                    return (PtErrorKind.LimitExceeded, "has chunks that lie side by side in more than one dimension, too many to compare");
                open.RemoveAll(other => other.Offsets[sweep] + other.Sizes[sweep] <= chunk.Offsets[sweep]);
                foreach (DcpChunk other in open)
                    if (Overlap(chunk, other))
                        return (PtErrorKind.Malformed, $"has chunks at [{string.Join(", ", other.Offsets)}] and [{string.Join(", ", chunk.Offsets)}] that overlap: readers would disagree about which one counts");
                open.Add(chunk);
            }
        }
        return found == wanted ? null : (PtErrorKind.Malformed, $"has {wanted} elements, its chunks hold {found}: some stand there twice");
    }

    static bool Overlap(DcpChunk a, DcpChunk b)
    {
        for (int d = 0; d < a.Offsets.Length; d++)
            if (a.Offsets[d] >= b.Offsets[d] + b.Sizes[d] || b.Offsets[d] >= a.Offsets[d] + a.Sizes[d])
                return false;
        return true;
    }

    static UInt128 Volume(long[] sizes)
    {
        UInt128 volume = 1;
        foreach (long size in sizes)
            volume *= (UInt128)size;
        return volume;
    }
}
