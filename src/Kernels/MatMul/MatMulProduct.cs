using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// Sizes and strides of matrix products side by side, c[m, n] = sum over k of a[m, k] * b[k, n], and the way they are computed.
/// A product with a single column is turned round, so that it is one with a single row.
/// </summary>
readonly struct MatMulProduct
{
    public readonly int Count, M, N, K;
    public readonly int AItem, ARow, AStep, BItem, BRow, BColumn;

    public MatMulProduct(Layout a, Layout b)
    {
        (Count, M, K, N) = (Int(a.Shape[0]), Int(a.Shape[1]), Int(a.Shape[2]), Int(b.Shape[2]));
        // The stride of a single element means nothing; as 1 it keeps no better way closed.
        (AItem, ARow, AStep) = (Int(a.Strides[0]), Stride(a, 1), Stride(a, 2));
        (BItem, BRow, BColumn) = (Int(b.Strides[0]), Stride(b, 1), Stride(b, 2));
        if (N == 1 && M > 1)
        {
            (M, N) = (N, M);
            (AItem, BItem) = (BItem, AItem);
            (ARow, AStep, BRow, BColumn) = (BColumn, BRow, AStep, ARow);
        }
    }

    /// <summary>Few rows with a b of which both operands' sums run without gaps: dot products.</summary>
    public bool IsByDots => M <= Dots.PassRows && AStep == 1 && BRow == 1;

    /// <summary>A b that is read once by a single strip of rows need not be packed.</summary>
    public bool IsUnpacked(Gemm gemm) => M <= gemm.TileRows && BColumn == 1 && BRow > 0;

    static int Stride(Layout layout, int dimension) => layout.Shape[dimension] == 1 ? 1 : Int(layout.Strides[dimension]);
}
