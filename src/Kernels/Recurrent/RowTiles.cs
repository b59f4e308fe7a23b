using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace PtFormat.Kernels;

/// <summary>
/// y[r][j] = start[j] + sum over k of x[r][k] * w[k][j] for the four registers of columns of a panel (<see cref="GatePacking"/>).
/// Six rows at a time: 24 sums, 4 weights and an element of x are 29 of 32 registers, and a panel's weights are read once for
/// them. Where there are 16 registers, two rows at a time. A lone row takes two panels at a time, for eight sums that do not
/// wait for each other. Every sum is taken in the order of k, so that a row's result does not depend on the rows beside it.
/// </summary>
static unsafe class RowTiles
{
    static bool HasManyRegisters => Vector512.IsHardwareAccelerated || ArmBase.Arm64.IsSupported;

    // Panels of the weights lie one after the other, as the starts do; those of y are a stride apart, as its rows are.
    public static void Run<V>(int rows, int panels, int depth, float* x, nint xStride, float* weights, float* start, float* y, nint yStride, nint yPanelStride) where V : struct, ISimdOf<V, float>
    {
        nint columns = 4 * V.Count, panel = columns * depth;
        int done = 0;
        for (; rows == 1 && done <= panels - 2; done += 2, weights += 2 * panel, start += 2 * columns, y += 2 * yPanelStride)
            OneOfTwoPanels<V>(depth, x, weights, start, y, yPanelStride);
        for (; done < panels; done++, weights += panel, start += columns, y += yPanelStride)
            Panel<V>(rows, depth, x, xStride, weights, start, y, yStride);
    }

    static void Panel<V>(int rows, int depth, float* x, nint xStride, float* weights, float* start, float* y, nint yStride) where V : struct, ISimdOf<V, float>
    {
        int row = 0;
        if (HasManyRegisters)
        {
            for (; row <= rows - 6; row += 6)
                Six<V>(depth, x + row * xStride, xStride, weights, start, y + row * yStride, yStride);
            for (; row <= rows - 4; row += 4)
                Four<V>(depth, x + row * xStride, xStride, weights, start, y + row * yStride, yStride);
        }
        for (; row <= rows - 2; row += 2)
            Two<V>(depth, x + row * xStride, xStride, weights, start, y + row * yStride, yStride);
        if (row < rows)
            One<V>(depth, x + row * xStride, weights, start, y + row * yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Six<V>(int depth, float* x, nint xStride, float* weights, float* start, float* y, nint yStride) where V : struct, ISimdOf<V, float>
    {
        float* x0 = x, x1 = x0 + xStride, x2 = x1 + xStride, x3 = x2 + xStride, x4 = x3 + xStride, x5 = x4 + xStride;
        Sums<V> y0 = new(start), y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0;
        for (nint k = 0; k < depth; k++, weights += 4 * V.Count)
        {
            V a = V.Load(weights), b = V.Load(weights + V.Count), c = V.Load(weights + 2 * V.Count), d = V.Load(weights + 3 * V.Count);
            y0.Add(V.LoadBroadcast(x0 + k), a, b, c, d);
            y1.Add(V.LoadBroadcast(x1 + k), a, b, c, d);
            y2.Add(V.LoadBroadcast(x2 + k), a, b, c, d);
            y3.Add(V.LoadBroadcast(x3 + k), a, b, c, d);
            y4.Add(V.LoadBroadcast(x4 + k), a, b, c, d);
            y5.Add(V.LoadBroadcast(x5 + k), a, b, c, d);
        }
        y0.Store(y);
        y1.Store(y + yStride);
        y2.Store(y + 2 * yStride);
        y3.Store(y + 3 * yStride);
        y4.Store(y + 4 * yStride);
        y5.Store(y + 5 * yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Four<V>(int depth, float* x, nint xStride, float* weights, float* start, float* y, nint yStride) where V : struct, ISimdOf<V, float>
    {
        float* x0 = x, x1 = x0 + xStride, x2 = x1 + xStride, x3 = x2 + xStride;
        Sums<V> y0 = new(start), y1 = y0, y2 = y0, y3 = y0;
        for (nint k = 0; k < depth; k++, weights += 4 * V.Count)
        {
            V a = V.Load(weights), b = V.Load(weights + V.Count), c = V.Load(weights + 2 * V.Count), d = V.Load(weights + 3 * V.Count);
            y0.Add(V.LoadBroadcast(x0 + k), a, b, c, d);
            y1.Add(V.LoadBroadcast(x1 + k), a, b, c, d);
            y2.Add(V.LoadBroadcast(x2 + k), a, b, c, d);
            y3.Add(V.LoadBroadcast(x3 + k), a, b, c, d);
        }
        y0.Store(y);
        y1.Store(y + yStride);
        y2.Store(y + 2 * yStride);
        y3.Store(y + 3 * yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Two<V>(int depth, float* x, nint xStride, float* weights, float* start, float* y, nint yStride) where V : struct, ISimdOf<V, float>
    {
        float* x0 = x, x1 = x0 + xStride;
        Sums<V> y0 = new(start), y1 = y0;
        for (nint k = 0; k < depth; k++, weights += 4 * V.Count)
        {
            V a = V.Load(weights), b = V.Load(weights + V.Count), c = V.Load(weights + 2 * V.Count), d = V.Load(weights + 3 * V.Count);
            y0.Add(V.LoadBroadcast(x0 + k), a, b, c, d);
            y1.Add(V.LoadBroadcast(x1 + k), a, b, c, d);
        }
        y0.Store(y);
        y1.Store(y + yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void One<V>(int depth, float* x, float* weights, float* start, float* y) where V : struct, ISimdOf<V, float>
    {
        Sums<V> sums = new(start);
        for (nint k = 0; k < depth; k++, weights += 4 * V.Count)
            sums.Add(V.LoadBroadcast(x + k), V.Load(weights), V.Load(weights + V.Count), V.Load(weights + 2 * V.Count), V.Load(weights + 3 * V.Count));
        sums.Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneOfTwoPanels<V>(int depth, float* x, float* weights, float* start, float* y, nint yPanelStride) where V : struct, ISimdOf<V, float>
    {
        Sums<V> left = new(start), right = new(start + 4 * V.Count);
        float* other = weights + (nint)depth * 4 * V.Count;
        for (nint k = 0; k < depth; k++, weights += 4 * V.Count, other += 4 * V.Count)
        {
            V element = V.LoadBroadcast(x + k);
            left.Add(element, V.Load(weights), V.Load(weights + V.Count), V.Load(weights + 2 * V.Count), V.Load(weights + 3 * V.Count));
            right.Add(element, V.Load(other), V.Load(other + V.Count), V.Load(other + 2 * V.Count), V.Load(other + 3 * V.Count));
        }
        left.Store(y);
        right.Store(y + yPanelStride);
    }

    // A row of four registers. The compiler keeps the fields of such a local in registers, as if each had a name.
    struct Sums<V> where V : struct, ISimdOf<V, float>
    {
        public V A, B, C, D;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums(float* start) =>
            (A, B, C, D) = (V.Load(start), V.Load(start + V.Count), V.Load(start + 2 * V.Count), V.Load(start + 3 * V.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(V x, V a, V b, V c, V d)
        {
            V.AddProduct(ref A, x, a);
            V.AddProduct(ref B, x, b);
            V.AddProduct(ref C, x, c);
            V.AddProduct(ref D, x, d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* y)
        {
            V.Store(A, y);
            V.Store(B, y + V.Count);
            V.Store(C, y + 2 * V.Count);
            V.Store(D, y + 3 * V.Count);
        }
    }
}
