using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>
/// y[m, n] = bias[n] + sum over k of x[m, k] * weight[n, k]; y is dense [M, N]. Rows of x and of weight lie without gaps,
/// so each element is a dot product. Weight rows are taken in blocks that stay in the cache while all of x passes.
/// </summary>
static class LinearReference
{
    // Half of a usual second-level cache of 256 KB.
    const int BlockBytes = 128 * 1024;

    /// <summary>True when the innermost dimension has no gaps and the rows above it one common distance.</summary>
    public static bool HasRows(Layout layout) =>
        layout.IsDense || layout.Shape.Rank == 2 && (layout.Strides[1] == 1 || layout.Shape[1] == 1);

    public static void Run<T>(
        Layout xLayout, Layout weightLayout, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = Int(weightLayout.Shape[0]), k = Int(weightLayout.Shape[1]), m = output.Length / n;
        int xStride = RowStride(xLayout, k), weightStride = RowStride(weightLayout, k);
        int block = Math.Max(1, BlockBytes / Math.Max(1, k * Unsafe.SizeOf<T>()));
        for (int start = 0; start < n; start += block)
        {
            int end = Math.Min(n, start + block);
            for (int row = 0; row < m; row++)
            {
                ReadOnlySpan<T> vector = k == 0 ? [] : x.Slice(row * xStride, k);
                Span<T> target = output.Slice(row * n, n);
                for (int i = start; i < end; i++)
                    target[i] = (bias.IsEmpty ? T.Zero : bias[i]) + (k == 0 ? T.Zero : Primitives.Dot(vector, weight.Slice(i * weightStride, k)));
            }
        }
    }

    /// <summary>The distance between rows.</summary>
    public static int RowStride(Layout layout, int k) => layout.IsDense ? k : Int(layout.Strides[0]);
}
