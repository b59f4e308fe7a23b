using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// Covers rows of outputs by registers, two of them at a time: the last of a row lies over the one before where the width is no
/// multiple, and of a row narrower than a register only the first lanes count.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
readonly unsafe struct RowColumns<V>(int width) where V : struct, ISimdPairs<V>
{
    readonly int _perRow = Math.Max(1, (width + V.Count - 1) / V.Count);

    readonly int _last = Math.Max(0, width - V.Count);

    /// <summary>Elements of a row that registers read.</summary>
    public int Reach => Math.Max(width, V.Count);

    /// <summary>Runs a tile on all registers of some rows.</summary>
    /// <param name="call">What is the same for all.</param>
    /// <param name="channels">The tile's height.</param>
    /// <param name="source">What the first output reads.</param>
    /// <param name="sourceRow">From there to what the first output of the next row reads.</param>
    /// <param name="sums">The first output.</param>
    /// <param name="sumsRow">From one row of outputs to the next.</param>
    /// <param name="rows">How many rows.</param>
    public void Run(ConvTileCall* call, int channels, float* source, nint sourceRow, float* sums, nint sumsRow, nint rows)
    {
        call->Lanes = call->SecondLanes = Math.Min(width, V.Count);
        if (channels == 1)
        {
            RunSingle(call, source, sourceRow, sums, sumsRow, rows);
            return;
        }
        delegate*<ConvTileCall*, void> tile = ConvTile<V>.OfRows(channels);
        nint index = 0;
        for (nint row = 0; row < rows;)
        {
            nint x = Math.Min(index * V.Count, _last);
            call->Source = source + row * sourceRow + x;
            call->Sums = sums + row * sumsRow + x;
            Next(ref row, ref index);
            // An odd one at the end is computed twice.
            nint second = row < rows ? Math.Min(index * V.Count, _last) : 0;
            call->SourceColumn = row < rows ? (nint)(source + row * sourceRow + second - call->Source) : 0;
            call->SumsColumn = row < rows ? (nint)(sums + row * sumsRow + second - call->Sums) : 0;
            tile(call);
            Next(ref row, ref index);
        }
    }

    [SkipLocalsInit]
    void RunSingle(ConvTileCall* call, float* source, nint sourceRow, float* sums, nint sumsRow, nint rows)
    {
        float** sources = stackalloc float*[8], targets = stackalloc float*[8];
        nint index = 0;
        for (nint row = 0; row < rows;)
        {
            for (int i = 0; i < 8; i++)
            {
                // What is missing at the end is computed again.
                nint x = Math.Min(index * V.Count, _last), y = Math.Min(row, rows - 1);
                sources[i] = source + y * sourceRow + x;
                targets[i] = sums + y * sumsRow + x;
                if (row < rows)
                    Next(ref row, ref index);
            }
            ConvTile<V>.RunEight(call, sources, targets);
        }
    }

    void Next(ref nint row, ref nint index)
    {
        if (++index == _perRow)
            (row, index) = (row + 1, 0);
    }
}
