using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels.Gpu;

/// <content>Linear layers.</content>
public sealed partial class GpuDevice
{
    Kernel? FindLinear(LinearOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value, weight = inputs[1]!.Value;
        if (outputs[0].DType != DType.Float32 || weight.DType != DType.Float32
            || !LinearReference.HasRows(x.Layout) || weight.Shape[1] == 0 || inputs[2] is { Layout.IsDense: false })
            return null;
        int terms = Int(weight.Shape[1]), rows = Int(x.Shape.ElementCount / terms);
        // Without gaps all dimensions before the last are rows; with gaps there is one such dimension.
        int step = x.Layout.IsDense ? terms : Int(x.Layout.Strides[^2]);
        MatrixOperand left = new(rows, terms, step, 1, BatchSteps.None, IsAligned(x, 16));
        MatrixOperand right = MatrixOperand.Of(new(weight.DType, weight.Layout.Transpose(0, 1)), linesAreRows: false)!.Value;
        return MatrixProducts.Find(this, op.Name, left, right, batch: 1, op.Then);
    }
}
