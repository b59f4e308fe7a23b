using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>
/// The micro-kernel: c[i, j] = sum over k of a[i, k] * b[k, j] (+ addend) for 1 to 12 rows i and two registers of columns j.
/// <para>
/// Lanes are columns. b is a panel, for each k two registers, one after the other, or a part of a row-major matrix. a is read one element at a time, into every
/// lane, with any strides: rows of a matrix, its columns (a transposed), or a packed panel, at the same speed as long as the
/// rows' distance is no large power of two. All sums stay in registers: 12 rows of two are 24 of the 32 that 512-bit
/// processors have, 6 rows 12 of 16 elsewhere, beside two of b and one of a. Each is a chain of fused multiply-adds in the
/// order of k, so an element's bits depend neither on the height of its tile nor on its place in it.
/// </para>
/// </summary>
/// <typeparam name="V">The register.</typeparam>
static unsafe class Tile<V> where V : struct, ISimdF32<V>
{
    /// <summary>Rows of the tallest tile that fits into the registers.</summary>
    public static int MaxRows => V.Count >= 16 ? 12 : 6;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * V.Count;

    /// <summary>The kernel for a height.</summary>
    /// <param name="rows">From 1 to 12; more than <see cref="MaxRows"/> are computed, but slowly.</param>
    public static delegate*<TileCall*, void> OfRows(int rows) => rows switch
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
    [SkipLocalsInit]
    static void Run<H>(TileCall* call) where H : struct, IRows
    {
        float* c = call->C, b = call->B;
        nint cRow = call->CRow, aRow = call->ARow, aStep = call->AStep, bRow = call->BRow;
        if (Sse.IsSupported)
            for (nint row = 0; row < H.Count; row++)
            {
                Sse.Prefetch0(c + row * cRow);
                Sse.Prefetch0(c + row * cRow + 2 * V.Count - 1);
            }

        // Three bases and three distances reach twelve rows by addressing alone.
        nint aRow2 = 2 * aRow, aRow3 = 3 * aRow;
        float* a0 = call->A, a4 = a0 + 4 * aRow, a8 = a0 + 8 * aRow;

        V c0 = V.Zero, d0 = V.Zero, c1 = V.Zero, d1 = V.Zero;
        V c2 = V.Zero, d2 = V.Zero, c3 = V.Zero, d3 = V.Zero;
        V c4 = V.Zero, d4 = V.Zero, c5 = V.Zero, d5 = V.Zero;
        V c6 = V.Zero, d6 = V.Zero, c7 = V.Zero, d7 = V.Zero;
        V c8 = V.Zero, d8 = V.Zero, c9 = V.Zero, d9 = V.Zero;
        V c10 = V.Zero, d10 = V.Zero, c11 = V.Zero, d11 = V.Zero;
        for (nint k = call->K; k > 0; k--)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            V a = V.LoadBroadcast(a0);
            c0 = V.Fma(a, b0, c0);
            d0 = V.Fma(a, b1, d0);
            if (H.Count > 1)
            {
                a = V.LoadBroadcast(a0 + aRow);
                c1 = V.Fma(a, b0, c1);
                d1 = V.Fma(a, b1, d1);
            }
            if (H.Count > 2)
            {
                a = V.LoadBroadcast(a0 + aRow2);
                c2 = V.Fma(a, b0, c2);
                d2 = V.Fma(a, b1, d2);
            }
            if (H.Count > 3)
            {
                a = V.LoadBroadcast(a0 + aRow3);
                c3 = V.Fma(a, b0, c3);
                d3 = V.Fma(a, b1, d3);
            }
            if (H.Count > 4)
            {
                a = V.LoadBroadcast(a4);
                c4 = V.Fma(a, b0, c4);
                d4 = V.Fma(a, b1, d4);
            }
            if (H.Count > 5)
            {
                a = V.LoadBroadcast(a4 + aRow);
                c5 = V.Fma(a, b0, c5);
                d5 = V.Fma(a, b1, d5);
            }
            if (H.Count > 6)
            {
                a = V.LoadBroadcast(a4 + aRow2);
                c6 = V.Fma(a, b0, c6);
                d6 = V.Fma(a, b1, d6);
            }
            if (H.Count > 7)
            {
                a = V.LoadBroadcast(a4 + aRow3);
                c7 = V.Fma(a, b0, c7);
                d7 = V.Fma(a, b1, d7);
            }
            if (H.Count > 8)
            {
                a = V.LoadBroadcast(a8);
                c8 = V.Fma(a, b0, c8);
                d8 = V.Fma(a, b1, d8);
            }
            if (H.Count > 9)
            {
                a = V.LoadBroadcast(a8 + aRow);
                c9 = V.Fma(a, b0, c9);
                d9 = V.Fma(a, b1, d9);
            }
            if (H.Count > 10)
            {
                a = V.LoadBroadcast(a8 + aRow2);
                c10 = V.Fma(a, b0, c10);
                d10 = V.Fma(a, b1, d10);
            }
            if (H.Count > 11)
            {
                a = V.LoadBroadcast(a8 + aRow3);
                c11 = V.Fma(a, b0, c11);
                d11 = V.Fma(a, b1, d11);
            }
            b += bRow;
            a0 += aStep;
            if (H.Count > 4)
                a4 += aStep;
            if (H.Count > 8)
                a8 += aStep;
        }

        Finish(call, c0, d0, 0);
        if (H.Count > 1)
            Finish(call, c1, d1, 1);
        if (H.Count > 2)
            Finish(call, c2, d2, 2);
        if (H.Count > 3)
            Finish(call, c3, d3, 3);
        if (H.Count > 4)
            Finish(call, c4, d4, 4);
        if (H.Count > 5)
            Finish(call, c5, d5, 5);
        if (H.Count > 6)
            Finish(call, c6, d6, 6);
        if (H.Count > 7)
            Finish(call, c7, d7, 7);
        if (H.Count > 8)
            Finish(call, c8, d8, 8);
        if (H.Count > 9)
            Finish(call, c9, d9, 9);
        if (H.Count > 10)
            Finish(call, c10, d10, 10);
        if (H.Count > 11)
            Finish(call, c11, d11, 11);
    }

    // Stores one row of sums, with what is to be added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish(TileCall* call, V left, V right, nint row)
    {
        float* c = call->C + row * call->CRow;
        if (call->Addend.First != null)
        {
            float* addend = call->Addend.First + row * call->Addend.Row;
            left += call->Addend.Column == 0 ? V.LoadBroadcast(addend) : V.Load(addend);
            right += call->Addend.Column == 0 ? V.LoadBroadcast(addend) : V.Load(addend + V.Count);
        }
        V.Store(left, c);
        V.Store(right, c + V.Count);
    }

    /// <summary>
    /// One row over four tiles' columns: eight sums at a time keep the adders busy, which the two of a single row's tile do not. The same
    /// chains, so the same bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunRow(TileCall* call)
    {
        nint bRow = call->BRow, aStep = call->AStep, panel = call->BPanel;
        float* a = call->A, b0 = call->B, b1 = b0 + panel, b2 = b1 + panel, b3 = b2 + panel;
        V c0 = V.Zero, d0 = V.Zero, c1 = V.Zero, d1 = V.Zero, c2 = V.Zero, d2 = V.Zero, c3 = V.Zero, d3 = V.Zero;
        for (nint k = call->K; k > 0; k--)
        {
            V x = V.LoadBroadcast(a);
            c0 = V.Fma(x, V.Load(b0), c0);
            d0 = V.Fma(x, V.Load(b0 + V.Count), d0);
            c1 = V.Fma(x, V.Load(b1), c1);
            d1 = V.Fma(x, V.Load(b1 + V.Count), d1);
            c2 = V.Fma(x, V.Load(b2), c2);
            d2 = V.Fma(x, V.Load(b2 + V.Count), d2);
            c3 = V.Fma(x, V.Load(b3), c3);
            d3 = V.Fma(x, V.Load(b3 + V.Count), d3);
            a += aStep;
            b0 += bRow;
            b1 += bRow;
            b2 += bRow;
            b3 += bRow;
        }
        TileCall tile = *call;
        Finish(&tile, c0, d0, 0);
        Next(&tile);
        Finish(&tile, c1, d1, 0);
        Next(&tile);
        Finish(&tile, c2, d2, 0);
        Next(&tile);
        Finish(&tile, c3, d3, 0);
    }

    /// <summary>Goes on to the next columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(TileCall* call)
    {
        call->B += call->BPanel;
        call->C += Columns;
        call->Addend = call->Addend.At(0, Columns);
    }

    /// <summary>A tile that the matrix's right edge cuts: computed whole beside the matrix, then what belongs to it is added up and stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunEdge(TileCall* call, int rows, nint columns)
    {
        float* tile = stackalloc float[12 * 2 * V.Count];
        TileCall whole = *call;
        whole.C = tile;
        whole.CRow = 2 * V.Count;
        whole.Addend = default;
        OfRows(rows)(&whole);
        for (nint row = 0; row < rows; row++)
            for (nint j = 0; j < columns; j += V.Count)
            {
                V sum = V.Load(tile + row * 2 * V.Count + j);
                Addend addend = call->Addend.At(row, j);
                if (addend.First != null)
                    sum += addend.Column == 0 ? V.LoadBroadcast(addend.First) : V.LoadFirst(addend.First, columns - j);
                V.StoreFirst(sum, call->C + row * call->CRow + j, columns - j);
            }
    }
}
