using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels.Gpu;

/// <summary>The input of all steps and sequences as rows at equal distances, in whichever order it lies.</summary>
/// <param name="Operand">The rows.</param>
/// <param name="Step">Rows from a step to the next.</param>
/// <param name="Item">Rows from a sequence to the next.</param>
readonly record struct InputRows(MatrixOperand Operand, int Step, int Item)
{
    /// <summary>The rows of an input [steps, batch, features] or packed [rows, features]; null where their distances differ.</summary>
    public static InputRows? Of(TensorSpec x)
    {
        Layout layout = x.Layout;
        int features = Int(layout.Shape[-1]), step = layout.Shape.Rank == 2 ? Int(layout.Strides[0]) : 0;
        if (layout.Shape.Rank == 2)
            return new(Rows(layout.Shape[0], step), 0, 0);
        (long steps, long batch, long stepStride, long itemStride) = (layout.Shape[0], layout.Shape[1], layout.Strides[0], layout.Strides[1]);
        if (batch == 1)
            return new(Rows(steps, stepStride), 1, 0);
        if (steps == 1)
            return new(Rows(batch, itemStride), 0, 1);
        if (stepStride == batch * itemStride)
            return new(Rows(steps * batch, itemStride), Int(batch), 1);
        return itemStride == steps * stepStride ? new(Rows(steps * batch, stepStride), 1, Int(steps)) : null;

        MatrixOperand Rows(long count, long distance) => new(Int(count), features, Int(distance), 1, BatchSteps.None, GpuDevice.IsAligned(x, 16));
    }
}
