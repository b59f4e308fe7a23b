using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A convolution of single elements: the product of weights [out channels, channels] and each image [channels, elements] as it lies.</summary>
sealed class PointwiseKernel<TWeights, TImages, TFunction>(GpuDevice device, string operation, VolumeSizes sizes, TFunction function) : GpuKernel(device)
    where TWeights : struct, IMatrixSource<TWeights>
    where TImages : struct, IMatrixSource<TImages>
    where TFunction : struct, IUnaryFunction
{
    readonly TileProduct<TWeights, TImages, MatrixTarget<TFunction>> _product = new(device, sizes.OutChannels, sizes.Size.Volume, sizes.Channels, sizes.Batch);

    public override string Name => $"{operation} product {_product.Name}";

    public override long WorkspaceBytes => _product.WorkspaceBytes;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int plane = sizes.Size.Volume;
        Tensor? bias = inputs[2];
        ArrayView<float> data = GpuDevice.View<float>(outputs[0]);
        MatrixTarget<TFunction> target = new()
        {
            Data = data,
            Bias = bias is null ? data : GpuDevice.View<float>(bias),
            BiasRowStep = bias is null ? 0 : 1,
            Rows = sizes.OutChannels,
            Columns = plane,
            RowStep = plane,
            BatchStep = sizes.OutChannels * plane,
            IsVector = plane % 4 == 0 && GpuDevice.IsAligned(outputs[0], 16) ? 1 : 0,
            Function = function,
        };
        MatrixOperand weights = Convolutions.Weights(sizes, GpuDevice.IsAligned(inputs[1]!, 16)) with { Batch = BatchSteps.None };
        MatrixOperand images = new(plane, sizes.Channels, 1, plane, new() { Inner = 1, OuterStep = sizes.Channels * plane }, GpuDevice.IsAligned(inputs[0]!, 16));
        _product.Run(Stream, TWeights.Of(GpuDevice.View<float>(inputs[1]!), weights), TImages.Of(GpuDevice.View<float>(inputs[0]!), images), target, workspace);
    }
}
