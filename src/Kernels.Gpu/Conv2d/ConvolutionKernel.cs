using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// A convolution as products of weights [out channels, taps] and windows [taps, elements of all images' planes], which are read from the
/// images as they are; groups are products side by side.
/// </summary>
sealed class ConvolutionKernel<TWeights, TReach, TFunction>(GpuDevice device, string operation, VolumeSizes sizes, TFunction function) : GpuKernel(device)
    where TWeights : struct, IMatrixSource<TWeights>
    where TReach : struct, IReach<TReach>
    where TFunction : struct, IUnaryFunction
{
    readonly TileProduct<TWeights, ImageLines<TReach>, PlaneTarget<TFunction>> _product = new(
        device, sizes.GroupOutChannels, checked(sizes.Batch * sizes.OutSize.Volume), sizes.Terms, sizes.Groups);

    readonly Storage _taps = device.Table(new TapsOf(sizes.GroupChannels, sizes.Kernel, sizes.Dilation, sizes.Size), TapsOf.Forward);

    public override string Name => $"{operation} windows {_product.Name}";

    public override long WorkspaceBytes => _product.WorkspaceBytes;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        TWeights weights = TWeights.Of(GpuDevice.View<float>(inputs[1]!), Convolutions.Weights(sizes, GpuDevice.IsAligned(inputs[1]!, 16)));
        ImageLines<TReach> windows = Convolutions.Windows<TReach>(sizes, inputs[0]!, _taps);
        _product.Run(Stream, weights, windows, Convolutions.Target(sizes, inputs[2], outputs[0], function), workspace);
    }
}
