using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>
/// out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]; out is dense, a and b come with strides. Where both run along k
/// without gaps, each element is a dot product; where b has whole rows, each output row is a sum of them; else plain loops.
/// </summary>
static class MatMulReference
{
    static bool IsByDots(Layout a, Layout b) => a.Strides[^1] == 1 && b.Strides[^2] == 1;

    static bool IsByRows(Layout b) => b.Strides[^1] == 1 || b.Shape[-1] == 1;

    public static void Run<T>(Layout aLayout, Layout bLayout, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int batch = MatMulProduct.CountOf(aLayout), m = Int(aLayout.Shape[-2]), k = Int(aLayout.Shape[-1]), n = Int(bLayout.Shape[-1]);
        bool byDots = IsByDots(aLayout, bLayout), byRows = IsByRows(bLayout);
        for (int i = 0; i < batch; i++)
            for (int row = 0; row < m; row++)
            {
                // Without a single k both operands are empty, and their spans with them.
                long aStart = MatMulProduct.Offset(aLayout, i) + row * aLayout.Strides[^2], bStart = MatMulProduct.Offset(bLayout, i);
                Span<T> target = output.Slice((i * m + row) * n, n);
                if (k == 0)
                    target.Clear();
                else if (byDots)
                    Dots(a.Slice((int)aStart, k), b[(int)bStart..], (int)bLayout.Strides[^1], target);
                else if (!byRows)
                    Elements(a[(int)aStart..], (int)aLayout.Strides[^1], k, b[(int)bStart..], bLayout, target);
                else
                    Rows(a[(int)aStart..], (int)aLayout.Strides[^1], k, b[(int)bStart..], (int)bLayout.Strides[^2], target);
            }
    }

    static void Dots<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> columns, int columnStride, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int n = 0; n < target.Length; n++)
            target[n] = Primitives.Dot(row, columns.Slice(n * columnStride, row.Length));
    }

    static void Rows<T>(ReadOnlySpan<T> factors, int factorStride, int count, ReadOnlySpan<T> rows, int rowStride, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        target.Clear();
        for (int k = 0; k < count; k++)
            Primitives.MultiplyAddEstimate(rows.Slice(k * rowStride, target.Length), factors[k * factorStride], target, target);
    }

    static void Elements<T>(ReadOnlySpan<T> factors, int factorStride, int count, ReadOnlySpan<T> b, Layout bLayout, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = (int)bLayout.Strides[^2], column = (int)bLayout.Strides[^1];
        for (int n = 0; n < target.Length; n++)
        {
            target[n] = T.Zero;
            for (int k = 0; k < count; k++)
                target[n] += factors[k * factorStride] * b[k * row + n * column];
        }
    }
}
