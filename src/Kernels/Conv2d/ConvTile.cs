using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>The operands of one convolution tile; distances count elements.</summary>
unsafe struct ConvTileCall
{
    /// <summary>Terms in each sum.</summary>
    public nint Terms;

    /// <summary>The tile's weights, term by term.</summary>
    public float* Weights;

    /// <summary>Where term t's elements begin is <c>Source + Offsets[t]</c>.</summary>
    public float* Source;

    /// <inheritdoc cref="Source"/>
    public int* Offsets;

    /// <summary>From the elements of the first column of registers to those of the second.</summary>
    public nint SourceColumn;

    /// <summary>The first sum; rows are channels.</summary>
    public float* Sums;

    /// <inheritdoc cref="Sums"/>
    public nint SumsRow, SumsColumn;

    /// <summary>One number for each row, with which sums begin; null for zeros.</summary>
    public float* Bias;

    /// <summary>True where sums pass the cache; all lanes are stored then, to addresses that are multiples of a register.</summary>
    public bool Streams;

    /// <summary>How many lanes of each column are stored.</summary>
    public nint Lanes, SecondLanes;
}

/// <summary>
/// sums[o, x] = sum over t of weights[t, o] * source[offset of t + x]: 1 to 12 output channels o by two registers of neighbours x.
/// <para>
/// It is the matrix product's tile (<see cref="Tile{V, T}"/>) with a table of places instead of a panel: the terms of a convolution are
/// elements of the same few rows, so that nothing needs to be laid out anew for each output. The two registers may lie
/// anywhere, also in different rows. Sums stay in registers, 12 by 2 of 32 or 6 by 2 of 16, and are chains of fused
/// multiply-adds in the order of terms: an output's bits do not depend on where in a tile it is computed.
/// </para>
/// </summary>
/// <typeparam name="V">The register.</typeparam>
static unsafe class ConvTile<V> where V : struct, ISimdPairs<V>
{
    /// <summary>Rows of the tallest tile that fits into the registers.</summary>
    public static int MaxRows => V.Count >= 16 ? 12 : 6;

    /// <summary>The kernel for a number of rows, from 1 to <see cref="MaxRows"/>.</summary>
    public static delegate*<ConvTileCall*, void> OfRows(int rows) => rows switch
    {
        1 => &Run<Rows1>,
        2 => &Run<Rows2>,
        3 => &Run<Rows3>,
        4 => &Run<Rows4>,
        5 => &Run<Rows5>,
        6 => &Run<Rows6>,
        7 => &Run<Rows7>,
        8 => &Run<Rows8>,
        9 => &Run<Rows9>,
        10 => &Run<Rows10>,
        11 => &Run<Rows11>,
        _ => &Run<Rows12>,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<H>(ConvTileCall* call) where H : struct, IRows
    {
        Start<H>(call, 0, out V c0, out V d0);
        Start<H>(call, 1, out V c1, out V d1);
        Start<H>(call, 2, out V c2, out V d2);
        Start<H>(call, 3, out V c3, out V d3);
        Start<H>(call, 4, out V c4, out V d4);
        Start<H>(call, 5, out V c5, out V d5);
        Start<H>(call, 6, out V c6, out V d6);
        Start<H>(call, 7, out V c7, out V d7);
        Start<H>(call, 8, out V c8, out V d8);
        Start<H>(call, 9, out V c9, out V d9);
        Start<H>(call, 10, out V c10, out V d10);
        Start<H>(call, 11, out V c11, out V d11);
        float* source = call->Source, weights = call->Weights;
        nint column = call->SourceColumn;
        int* offset = call->Offsets, end = offset + call->Terms;
        for (; offset < end; offset++, weights += H.Count)
        {
            float* from = source + *offset;
            V x = V.Load(from), y = V.Load(from + column);
            V w = V.LoadBroadcast(weights);
            V.AddProduct(ref c0, w, x);
            V.AddProduct(ref d0, w, y);
            if (H.Count > 1)
            {
                w = V.LoadBroadcast(weights + 1);
                V.AddProduct(ref c1, w, x);
                V.AddProduct(ref d1, w, y);
            }
            if (H.Count > 2)
            {
                w = V.LoadBroadcast(weights + 2);
                V.AddProduct(ref c2, w, x);
                V.AddProduct(ref d2, w, y);
            }
            if (H.Count > 3)
            {
                w = V.LoadBroadcast(weights + 3);
                V.AddProduct(ref c3, w, x);
                V.AddProduct(ref d3, w, y);
            }
            if (H.Count > 4)
            {
                w = V.LoadBroadcast(weights + 4);
                V.AddProduct(ref c4, w, x);
                V.AddProduct(ref d4, w, y);
            }
            if (H.Count > 5)
            {
                w = V.LoadBroadcast(weights + 5);
                V.AddProduct(ref c5, w, x);
                V.AddProduct(ref d5, w, y);
            }
            if (H.Count > 6)
            {
                w = V.LoadBroadcast(weights + 6);
                V.AddProduct(ref c6, w, x);
                V.AddProduct(ref d6, w, y);
            }
            if (H.Count > 7)
            {
                w = V.LoadBroadcast(weights + 7);
                V.AddProduct(ref c7, w, x);
                V.AddProduct(ref d7, w, y);
            }
            if (H.Count > 8)
            {
                w = V.LoadBroadcast(weights + 8);
                V.AddProduct(ref c8, w, x);
                V.AddProduct(ref d8, w, y);
            }
            if (H.Count > 9)
            {
                w = V.LoadBroadcast(weights + 9);
                V.AddProduct(ref c9, w, x);
                V.AddProduct(ref d9, w, y);
            }
            if (H.Count > 10)
            {
                w = V.LoadBroadcast(weights + 10);
                V.AddProduct(ref c10, w, x);
                V.AddProduct(ref d10, w, y);
            }
            if (H.Count > 11)
            {
                w = V.LoadBroadcast(weights + 11);
                V.AddProduct(ref c11, w, x);
                V.AddProduct(ref d11, w, y);
            }
        }
        Finish<H>(call, 0, c0, d0);
        Finish<H>(call, 1, c1, d1);
        Finish<H>(call, 2, c2, d2);
        Finish<H>(call, 3, c3, d3);
        Finish<H>(call, 4, c4, d4);
        Finish<H>(call, 5, c5, d5);
        Finish<H>(call, 6, c6, d6);
        Finish<H>(call, 7, c7, d7);
        Finish<H>(call, 8, c8, d8);
        Finish<H>(call, 9, c9, d9);
        Finish<H>(call, 10, c10, d10);
        Finish<H>(call, 11, c11, d11);
    }

    /// <summary>
    /// One channel by eight registers anywhere: a tile of one row would wait for its two sums, each for the one before.
    /// <see cref="ConvTileCall.Source"/> and <see cref="ConvTileCall.Sums"/> are not used.
    /// </summary>
    /// <param name="call">Terms, weights, offsets, bias and lanes.</param>
    /// <param name="sources">Where each register's elements begin.</param>
    /// <param name="sums">Where it is stored.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunEight(ConvTileCall* call, float** sources, float** sums)
    {
        V c0 = call->Bias == null ? V.Zero : V.LoadBroadcast(call->Bias);
        V c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        float* s0 = sources[0], s1 = sources[1], s2 = sources[2], s3 = sources[3], s4 = sources[4], s5 = sources[5], s6 = sources[6], s7 = sources[7];
        float* weights = call->Weights;
        int* offset = call->Offsets, end = offset + call->Terms;
        for (; offset < end; offset++, weights++)
        {
            nint place = *offset;
            V w = V.LoadBroadcast(weights);
            V.AddProduct(ref c0, w, V.Load(s0 + place));
            V.AddProduct(ref c1, w, V.Load(s1 + place));
            V.AddProduct(ref c2, w, V.Load(s2 + place));
            V.AddProduct(ref c3, w, V.Load(s3 + place));
            V.AddProduct(ref c4, w, V.Load(s4 + place));
            V.AddProduct(ref c5, w, V.Load(s5 + place));
            V.AddProduct(ref c6, w, V.Load(s6 + place));
            V.AddProduct(ref c7, w, V.Load(s7 + place));
        }
        nint lanes = call->Lanes;
        V.StoreFirst(c0, sums[0], lanes);
        V.StoreFirst(c1, sums[1], lanes);
        V.StoreFirst(c2, sums[2], lanes);
        V.StoreFirst(c3, sums[3], lanes);
        V.StoreFirst(c4, sums[4], lanes);
        V.StoreFirst(c5, sums[5], lanes);
        V.StoreFirst(c6, sums[6], lanes);
        V.StoreFirst(c7, sums[7], lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Start<H>(ConvTileCall* call, int row, out V first, out V second) where H : struct, IRows
    {
        if (row >= H.Count)
            first = second = V.Zero;
        else
            first = second = call->Bias == null ? V.Zero : V.LoadBroadcast(call->Bias + row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish<H>(ConvTileCall* call, int row, V first, V second) where H : struct, IRows
    {
        if (row >= H.Count)
            return;
        float* sums = call->Sums + row * call->SumsRow;
        if (call->Streams)
        {
            V.StoreStreaming(first, sums);
            V.StoreStreaming(second, sums + call->SumsColumn);
            return;
        }
        V.StoreFirst(first, sums, call->Lanes);
        V.StoreFirst(second, sums + call->SumsColumn, call->SecondLanes);
    }
}
