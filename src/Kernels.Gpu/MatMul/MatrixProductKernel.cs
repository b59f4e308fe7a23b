using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>out[b, m, n] = function(sum over k of left[b, m, k] * right[b, k, n] + bias[n]), with any distances between elements of the operands.</summary>
sealed class MatrixProductKernel<TLeft, TRight, TFunction>(GpuDevice device, string operation, MatrixOperand left, MatrixOperand right, int batch, TFunction function) : GpuKernel(device)
    where TLeft : struct, IMatrixSource<TLeft>
    where TRight : struct, IMatrixSource<TRight>
    where TFunction : struct, IUnaryFunction
{
    readonly TileProduct<TLeft, TRight, MatrixTarget<TFunction>> _product = new(device, left.Count, right.Count, left.Terms, batch);

    public override string Name => $"{operation} tiles {_product.Name}";

    public override long WorkspaceBytes => _product.WorkspaceBytes;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor? bias = inputs.Length > 2 ? inputs[2] : null;
        ArrayView<float> data = GpuDevice.View<float>(outputs[0]);
        MatrixTarget<TFunction> target = new()
        {
            Data = data,
            Bias = bias is null ? data : GpuDevice.View<float>(bias),
            BiasColumnStep = bias is null ? 0 : 1,
            Rows = left.Count,
            Columns = right.Count,
            RowStep = right.Count,
            BatchStep = left.Count * right.Count,
            IsVector = right.Count % 4 == 0 && GpuDevice.IsAligned(outputs[0], 16) ? 1 : 0,
            Function = function,
        };
        _product.Run(Stream, TLeft.Of(GpuDevice.View<float>(inputs[0]!), left), TRight.Of(GpuDevice.View<float>(inputs[1]!), right), target, workspace);
    }
}
