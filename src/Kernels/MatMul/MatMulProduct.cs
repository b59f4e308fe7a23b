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
    public readonly int ARow, AStep, BRow, BColumn;

    // Whose leading dimensions are the batch.
    readonly Layout _a, _b;

    public MatMulProduct(Layout a, Layout b)
    {
        (Count, M, K, N) = (CountOf(a), Int(a.Shape[-2]), Int(a.Shape[-1]), Int(b.Shape[-1]));
        // The stride of a single element means nothing; as 1 it keeps no better way closed.
        (ARow, AStep, BRow, BColumn) = (Stride(a, 2), Stride(a, 1), Stride(b, 2), Stride(b, 1));
        (_a, _b) = (a, b);
        if (N == 1 && M > 1)
        {
            (M, N) = (N, M);
            (_a, _b) = (b, a);
            (ARow, AStep, BRow, BColumn) = (BColumn, BRow, AStep, ARow);
        }
    }

    /// <summary>True where one b serves the whole batch.</summary>
    public bool IsShared
    {
        get
        {
            for (int d = 0; d < _b.Shape.Rank - 2; d++)
                if (_b.Shape[d] > 1 && _b.Strides[d] != 0)
                    return false;
            return true;
        }
    }

    /// <summary>Where the operands of one product start.</summary>
    public (nint A, nint B) this[int item] => (Offset(_a, item), Offset(_b, item));

    /// <summary>How many products the leading dimensions hold.</summary>
    public static int CountOf(Layout layout)
    {
        long count = 1;
        for (int d = 0; d < layout.Shape.Rank - 2; d++)
            count *= layout.Shape[d];
        return Int(count);
    }

    /// <summary>Where one matrix starts, counted from the first.</summary>
    public static int Offset(Layout layout, int item)
    {
        long offset = 0;
        for (int d = layout.Shape.Rank - 3; d >= 0 && item > 0; d--)
        {
            (item, int index) = Math.DivRem(item, (int)layout.Shape[d]);
            offset += index * layout.Strides[d];
        }
        return (int)offset;
    }

    /// <summary>Few rows with a b of which both operands' sums run without gaps: dot products.</summary>
    public bool IsByDots => M <= Dots.PassRows && AStep == 1 && BRow == 1;

    /// <summary>A b that is read once by a single strip of rows need not be packed.</summary>
    public bool IsUnpacked<T>(Gemm<T> gemm) where T : unmanaged => M <= gemm.TileRows && BColumn == 1 && BRow > 0;

    static int Stride(Layout layout, int fromEnd) => layout.Shape[-fromEnd] == 1 ? 1 : Int(layout.Strides[^fromEnd]);
}
