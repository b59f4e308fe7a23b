using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Matrix products.</content>
public sealed partial class GpuDevice
{
    Kernel? FindMatMul(MatMulOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (outputs[0].DType != DType.Float32
            || MatrixOperand.Of(inputs[0]!.Value, linesAreRows: true) is not { } left || MatrixOperand.Of(inputs[1]!.Value, linesAreRows: false) is not { } right)
            return null;
        return MatrixProducts.Find(this, op.Name, left, right, MatMulProduct.CountOf(outputs[0].Layout), then: null);
    }
}
