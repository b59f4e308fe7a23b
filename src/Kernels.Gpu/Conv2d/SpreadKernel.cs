using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// A transposed convolution the other way round: every element of the output gathers what spreads to it, so that no two threads add to
/// one place and sums always have the same order.
/// </summary>
sealed class SpreadKernel(GpuDevice device, string operation, VolumeSizes sizes) : GpuKernel(device)
{
    readonly TileProduct<TableLines, ImageLines<SpreadReach>, PlaneTarget<Unchanged>> _product = new(
        device, sizes.GroupOutChannels, checked(sizes.Batch * sizes.OutSize.Volume), sizes.Terms, sizes.Groups);

    readonly Storage _taps = device.Table(new SpreadTapsOf(sizes.GroupChannels, sizes.Kernel, sizes.Dilation, sizes.Size), SpreadTapsOf.Taps);

    readonly Storage _places = device.Table(new SpreadPlacesOf(sizes.GroupChannels, sizes.GroupOutChannels, sizes.Kernel.Volume), SpreadPlacesOf.Places);

    public override string Name => $"{operation} windows {_product.Name}";

    public override long WorkspaceBytes => _product.WorkspaceBytes;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        TableLines weights = new()
        {
            Data = GpuDevice.View<float>(inputs[1]!),
            Places = GpuDevice.View<int>(_places, 0, _places.ByteLength),
            Count = sizes.GroupOutChannels,
            Terms = sizes.Terms,
            LineStep = sizes.Kernel.Volume,
            GroupStep = sizes.GroupChannels * sizes.GroupOutChannels * sizes.Kernel.Volume,
        };
        ImageLines<SpreadReach> windows = Convolutions.Windows<SpreadReach>(sizes, inputs[0]!, _taps);
        _product.Run(Stream, weights, windows, Convolutions.Target(sizes, inputs[2], outputs[0], new Unchanged()), workspace);
    }
}
