using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels.Gpu;

/// <summary>One side of a matrix product as lines (rows on the left, columns on the right) and the terms of their sums.</summary>
/// <param name="Count">Lines.</param>
/// <param name="Terms">Terms of a line's sum.</param>
/// <param name="LineStep">Elements from a line to the next.</param>
/// <param name="TermStep">Elements from a term to the next.</param>
/// <param name="Batch">Where the products of several begin.</param>
/// <param name="IsAligned">True where the first element is on a boundary of four.</param>
readonly record struct MatrixOperand(int Count, int Terms, int LineStep, int TermStep, BatchSteps Batch, bool IsAligned)
{
    /// <summary>Terms lie side by side and can be read four at a time.</summary>
    public bool IsDeep => (TermStep == 1 || Terms == 1) && Terms % 4 == 0 && (LineStep % 4 == 0 || Count == 1) && IsAligned && Batch.IsMultipleOf(4);

    /// <summary>Lines lie side by side and can be read four at a time.</summary>
    public bool IsWide => (LineStep == 1 || Count == 1) && Count % 4 == 0 && (TermStep % 4 == 0 || Terms == 1) && IsAligned && Batch.IsMultipleOf(4);

    /// <summary>The two last dimensions of a tensor, and what is before them as a batch; null where that is no batch of at most two strides.</summary>
    public static MatrixOperand? Of(TensorSpec tensor, bool linesAreRows)
    {
        Layout layout = tensor.Layout;
        if (BatchSteps.Of(layout) is not { } batch)
            return null;
        (int line, int term) = linesAreRows ? (2, 1) : (1, 2);
        return new(
            Int(layout.Shape[-line]), Int(layout.Shape[-term]), Int(layout.Strides[^line]), Int(layout.Strides[^term]), batch, GpuDevice.IsAligned(tensor, 16));
    }
}
