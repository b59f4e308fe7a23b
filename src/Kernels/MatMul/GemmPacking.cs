using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>
/// Lays one panel of b out: [k][width] from b[p, j] at p * row + j * column, zeros where the panel is wider than b. Rows are copied
/// by registers; columns (weights [n, k]) are transposed in squares of four.
/// </summary>
static unsafe class GemmPacking
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<V, T>(T* b, nint row, nint column, nint k, nint columns, T* panel) where V : struct, ISimdRows<V, T> where T : unmanaged
    {
        nint width = 2 * V.Count;
        if (column == 1 && columns == width)
            for (nint p = 0; p < k; p++)
            {
                V left = V.Load(b + p * row), right = V.Load(b + p * row + V.Count);
                V.Store(left, panel + p * width);
                V.Store(right, panel + p * width + V.Count);
            }
        else if (column == 1)
            for (nint p = 0; p < k; p++)
            {
                V.Store(V.LoadFirst(b + p * row, columns), panel + p * width);
                V.Store(V.LoadFirst(b + p * row + V.Count, columns - V.Count), panel + p * width + V.Count);
            }
        else
        {
            nint j = 0;
            for (; j <= columns - 4; j += 4)
            {
                nint p = 0;
                if (row == 1 && sizeof(T) == sizeof(float))
                    for (; p <= k - 4; p += 4)
                        Transpose((float*)(b + p + j * column), column, (float*)(panel + p * width + j), width);
                for (; p < k; p++)
                    for (nint i = j; i < j + 4; i++)
                        panel[p * width + i] = b[p * row + i * column];
            }
            for (; j < width; j++)
                for (nint p = 0; p < k; p++)
                    panel[p * width + j] = j < columns ? b[p * row + j * column] : default;
        }
    }

    /// <summary>Copies neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<V, T>(T* from, T* to, nint count) where V : struct, ISimdRows<V, T> where T : unmanaged
    {
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count)
            V.Store(V.Load(from + i), to + i);
        if (i < count)
            V.StoreFirst(V.LoadFirst(from + i, count - i), to + i, count - i);
    }

    // to[i, j] = from[j, i] for four by four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Transpose(float* from, nint fromRow, float* to, nint toRow)
    {
        Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + fromRow), c = Vector128.Load(from + 2 * fromRow), d = Vector128.Load(from + 3 * fromRow);
        // Pairs of neighbours are interleaved twice: first a with c and b with d.
        Vector128<float> low0 = Low(a, c), high0 = High(a, c), low1 = Low(b, d), high1 = High(b, d);
        Low(low0, low1).Store(to);
        High(low0, low1).Store(to + toRow);
        Low(high0, high1).Store(to + 2 * toRow);
        High(high0, high1).Store(to + 3 * toRow);
    }

    // x0 y0 x1 y1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y) : Vector128.Create(x[0], y[0], x[1], y[1]);

    // x2 y2 x3 y3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y) : Vector128.Create(x[2], y[2], x[3], y[3]);
}
