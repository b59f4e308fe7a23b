using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// sums[x, o] = sum over t of source[offset of t + x] * weights[t, o]: 1 to 12 neighbours x of each of two rows by one register of output
/// channels o. The other way round than <see cref="ConvTile{V}"/>: weights are loaded by registers, inputs one at a time into every
/// lane. For rows too narrow for registers.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
static unsafe class ChannelTile<V> where V : struct, ISimdPairs<V>
{
    /// <summary>Pixels of the widest tile that fits into the registers.</summary>
    public static int MaxPixels => V.Count >= 16 ? 12 : 6;

    /// <summary>The kernel for a number of pixels, from 1 to <see cref="MaxPixels"/>.</summary>
    public static delegate*<ConvTileCall*, void> OfPixels(int pixels) => pixels switch
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

    // Sums are stored pixel by pixel: SumsRow is the distance of pixels, SumsColumn that of the two rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<P>(ConvTileCall* call) where P : struct, IRows
    {
        V c0 = call->Bias == null ? V.Zero : V.Load(call->Bias), d0 = c0;
        V c1 = c0, d1 = c0;
        V c2 = c0, d2 = c0;
        V c3 = c0, d3 = c0;
        V c4 = c0, d4 = c0;
        V c5 = c0, d5 = c0;
        V c6 = c0, d6 = c0;
        V c7 = c0, d7 = c0;
        V c8 = c0, d8 = c0;
        V c9 = c0, d9 = c0;
        V c10 = c0, d10 = c0;
        V c11 = c0, d11 = c0;
        float* top = call->Source, bottom = top + call->SourceColumn, weights = call->Weights;
        int* offset = call->Offsets, end = offset + call->Terms;
        for (; offset < end; offset++, weights += V.Count)
        {
            V w = V.Load(weights);
            float* x = top + *offset, y = bottom + *offset;
            V.AddProduct(ref c0, V.LoadBroadcast(x), w);
            V.AddProduct(ref d0, V.LoadBroadcast(y), w);
            if (P.Count > 1)
            {
                V.AddProduct(ref c1, V.LoadBroadcast(x + 1), w);
                V.AddProduct(ref d1, V.LoadBroadcast(y + 1), w);
            }
            if (P.Count > 2)
            {
                V.AddProduct(ref c2, V.LoadBroadcast(x + 2), w);
                V.AddProduct(ref d2, V.LoadBroadcast(y + 2), w);
            }
            if (P.Count > 3)
            {
                V.AddProduct(ref c3, V.LoadBroadcast(x + 3), w);
                V.AddProduct(ref d3, V.LoadBroadcast(y + 3), w);
            }
            if (P.Count > 4)
            {
                V.AddProduct(ref c4, V.LoadBroadcast(x + 4), w);
                V.AddProduct(ref d4, V.LoadBroadcast(y + 4), w);
            }
            if (P.Count > 5)
            {
                V.AddProduct(ref c5, V.LoadBroadcast(x + 5), w);
                V.AddProduct(ref d5, V.LoadBroadcast(y + 5), w);
            }
            if (P.Count > 6)
            {
                V.AddProduct(ref c6, V.LoadBroadcast(x + 6), w);
                V.AddProduct(ref d6, V.LoadBroadcast(y + 6), w);
            }
            if (P.Count > 7)
            {
                V.AddProduct(ref c7, V.LoadBroadcast(x + 7), w);
                V.AddProduct(ref d7, V.LoadBroadcast(y + 7), w);
            }
            if (P.Count > 8)
            {
                V.AddProduct(ref c8, V.LoadBroadcast(x + 8), w);
                V.AddProduct(ref d8, V.LoadBroadcast(y + 8), w);
            }
            if (P.Count > 9)
            {
                V.AddProduct(ref c9, V.LoadBroadcast(x + 9), w);
                V.AddProduct(ref d9, V.LoadBroadcast(y + 9), w);
            }
            if (P.Count > 10)
            {
                V.AddProduct(ref c10, V.LoadBroadcast(x + 10), w);
                V.AddProduct(ref d10, V.LoadBroadcast(y + 10), w);
            }
            if (P.Count > 11)
            {
                V.AddProduct(ref c11, V.LoadBroadcast(x + 11), w);
                V.AddProduct(ref d11, V.LoadBroadcast(y + 11), w);
            }
        }
        Finish<P>(call, 0, c0, d0);
        Finish<P>(call, 1, c1, d1);
        Finish<P>(call, 2, c2, d2);
        Finish<P>(call, 3, c3, d3);
        Finish<P>(call, 4, c4, d4);
        Finish<P>(call, 5, c5, d5);
        Finish<P>(call, 6, c6, d6);
        Finish<P>(call, 7, c7, d7);
        Finish<P>(call, 8, c8, d8);
        Finish<P>(call, 9, c9, d9);
        Finish<P>(call, 10, c10, d10);
        Finish<P>(call, 11, c11, d11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish<P>(ConvTileCall* call, int pixel, V first, V second) where P : struct, IRows
    {
        if (pixel >= P.Count)
            return;
        float* sums = call->Sums + pixel * call->SumsRow;
        V.Store(first, sums);
        V.Store(second, sums + call->SumsColumn);
    }
}
