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
/// <typeparam name="T">Its elements.</typeparam>
static unsafe class Tile<V, T> where V : struct, ISimdRows<V, T> where T : unmanaged
{
    /// <summary>Rows of the tallest tile that fits into the registers.</summary>
    public static int MaxRows => V.Count * sizeof(T) >= 64 ? 12 : 6;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * V.Count;

    /// <summary>The kernel for a height.</summary>
    /// <param name="rows">From 1 to 12; more than <see cref="MaxRows"/> are computed, but slowly.</param>
    public static delegate*<TileCall<T>*, void> OfRows(int rows) => rows switch
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
    static void Run<H>(TileCall<T>* call) where H : struct, IRows
    {
        T* c = call->C, b = call->B;
        nint cRow = call->CRow, aRow = call->ARow, aStep = call->AStep, bRow = call->BRow;
        if (Sse.IsSupported)
            for (nint row = 0; row < H.Count; row++)
            {
                Sse.Prefetch0(c + row * cRow);
                Sse.Prefetch0(c + row * cRow + 2 * V.Count - 1);
            }

        // Three bases and three distances reach twelve rows by addressing alone.
        nint aRow2 = 2 * aRow, aRow3 = 3 * aRow;
        T* a0 = call->A, a4 = a0 + 4 * aRow, a8 = a0 + 8 * aRow;

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
            V.AddProduct(ref c0, a, b0);
            V.AddProduct(ref d0, a, b1);
            if (H.Count > 1)
            {
                a = V.LoadBroadcast(a0 + aRow);
                V.AddProduct(ref c1, a, b0);
                V.AddProduct(ref d1, a, b1);
            }
            if (H.Count > 2)
            {
                a = V.LoadBroadcast(a0 + aRow2);
                V.AddProduct(ref c2, a, b0);
                V.AddProduct(ref d2, a, b1);
            }
            if (H.Count > 3)
            {
                a = V.LoadBroadcast(a0 + aRow3);
                V.AddProduct(ref c3, a, b0);
                V.AddProduct(ref d3, a, b1);
            }
            if (H.Count > 4)
            {
                a = V.LoadBroadcast(a4);
                V.AddProduct(ref c4, a, b0);
                V.AddProduct(ref d4, a, b1);
            }
            if (H.Count > 5)
            {
                a = V.LoadBroadcast(a4 + aRow);
                V.AddProduct(ref c5, a, b0);
                V.AddProduct(ref d5, a, b1);
            }
            if (H.Count > 6)
            {
                a = V.LoadBroadcast(a4 + aRow2);
                V.AddProduct(ref c6, a, b0);
                V.AddProduct(ref d6, a, b1);
            }
            if (H.Count > 7)
            {
                a = V.LoadBroadcast(a4 + aRow3);
                V.AddProduct(ref c7, a, b0);
                V.AddProduct(ref d7, a, b1);
            }
            if (H.Count > 8)
            {
                a = V.LoadBroadcast(a8);
                V.AddProduct(ref c8, a, b0);
                V.AddProduct(ref d8, a, b1);
            }
            if (H.Count > 9)
            {
                a = V.LoadBroadcast(a8 + aRow);
                V.AddProduct(ref c9, a, b0);
                V.AddProduct(ref d9, a, b1);
            }
            if (H.Count > 10)
            {
                a = V.LoadBroadcast(a8 + aRow2);
                V.AddProduct(ref c10, a, b0);
                V.AddProduct(ref d10, a, b1);
            }
            if (H.Count > 11)
            {
                a = V.LoadBroadcast(a8 + aRow3);
                V.AddProduct(ref c11, a, b0);
                V.AddProduct(ref d11, a, b1);
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
    static void Finish(TileCall<T>* call, V left, V right, nint row)
    {
        T* c = call->C + row * call->CRow;
        if (call->Addend.First != null)
        {
            T* addend = call->Addend.First + row * call->Addend.Row;
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
    public static void RunRow(TileCall<T>* call)
    {
        nint bRow = call->BRow, aStep = call->AStep, panel = call->BPanel;
        T* a = call->A, b0 = call->B, b1 = b0 + panel, b2 = b1 + panel, b3 = b2 + panel;
        V c0 = V.Zero, d0 = V.Zero, c1 = V.Zero, d1 = V.Zero, c2 = V.Zero, d2 = V.Zero, c3 = V.Zero, d3 = V.Zero;
        for (nint k = call->K; k > 0; k--)
        {
            V x = V.LoadBroadcast(a);
            V.AddProduct(ref c0, x, V.Load(b0));
            V.AddProduct(ref d0, x, V.Load(b0 + V.Count));
            V.AddProduct(ref c1, x, V.Load(b1));
            V.AddProduct(ref d1, x, V.Load(b1 + V.Count));
            V.AddProduct(ref c2, x, V.Load(b2));
            V.AddProduct(ref d2, x, V.Load(b2 + V.Count));
            V.AddProduct(ref c3, x, V.Load(b3));
            V.AddProduct(ref d3, x, V.Load(b3 + V.Count));
            a += aStep;
            b0 += bRow;
            b1 += bRow;
            b2 += bRow;
            b3 += bRow;
        }
        TileCall<T> tile = *call;
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
    public static void Next(TileCall<T>* call)
    {
        call->B += call->BPanel;
        call->C += Columns;
        call->Addend = call->Addend.At(0, Columns);
    }

    /// <summary>A tile that the matrix's right edge cuts: computed whole beside the matrix, then what belongs to it is added up and stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunEdge(TileCall<T>* call, int rows, nint columns)
    {
        T* tile = stackalloc T[12 * 2 * V.Count];
        TileCall<T> whole = *call;
        whole.C = tile;
        whole.CRow = 2 * V.Count;
        whole.Addend = default;
        OfRows(rows)(&whole);
        for (nint row = 0; row < rows; row++)
            for (nint j = 0; j < columns; j += V.Count)
            {
                V sum = V.Load(tile + row * 2 * V.Count + j);
                Addend<T> addend = call->Addend.At(row, j);
                if (addend.First != null)
                    sum += addend.Column == 0 ? V.LoadBroadcast(addend.First) : V.LoadFirst(addend.First, columns - j);
                V.StoreFirst(sum, call->C + row * call->CRow + j, columns - j);
            }
    }
}
