using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels.Gpu;

/// <content>Convolutions.</content>
public sealed partial class GpuDevice
{
    Kernel? FindConv2d(Conv2dOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        ConvSizes conv = new(op, inputs[0]!.Value.Shape, inputs[1]!.Value.Shape);
        VolumeSizes sizes = new(
            conv.Batch, conv.Channels, conv.OutChannels, conv.Groups, new(1, conv.Height, conv.Width), new(1, conv.OutHeight, conv.OutWidth),
            conv.Kernel, conv.Stride, new(0, conv.Padding.Height, conv.Padding.Width), conv.Dilation);
        return op.Pool is { } pool
            ? PooledConvolutions.Find(this, op, pool, sizes, inputs, outputs)
            : Convolutions.Find(this, op.Name, sizes, inputs, outputs, op.Then);
    }

    Kernel? FindConv3d(Conv3dOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Convolutions.Find(this, op.Name, SizesOf(3, op.Groups, op.Stride, op.Padding, op.Dilation, inputs, outputs), inputs, outputs, then: null);

    SpreadKernel? FindConvTranspose(ConvTransposeOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        VolumeSizes sizes = SizesOf(op.Rank, op.Groups, op.Stride, op.Padding, op.Dilation, inputs, outputs);
        return Convolutions.AreDenseFloats(inputs) && Convolutions.Fits(inputs, outputs)
            && TileProduct<TableLines, ImageLines<SpreadReach>, PlaneTarget<Unchanged>>.Fits(sizes.GroupOutChannels, sizes.Groups)
            ? new SpreadKernel(this, op.Name, sizes)
            : null;
    }

    static VolumeSizes SizesOf(
        int rank, int groups, Size3 stride, Size3 padding, Size3 dilation, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => new(
        Int(outputs[0].Shape[0]), Int(inputs[0]!.Value.Shape[1]), Int(outputs[0].Shape[1]), groups,
        Size3.Of(inputs[0]!.Value.Shape, rank), Size3.Of(outputs[0].Shape, rank), Size3.Of(inputs[1]!.Value.Shape, rank), stride, padding, dilation);
}
