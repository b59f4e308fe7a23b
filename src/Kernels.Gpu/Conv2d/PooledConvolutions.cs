using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Chooses kernels of convolutions that are pooled; where there is none a graph keeps the two operations.</summary>
static class PooledConvolutions
{
    static readonly Size3 One = 1, Zero = 0, Two = new(1, 2, 2);

    public static Kernel? Find(GpuDevice device, Conv2dOp op, MaxPoolOp pool, VolumeSizes sizes, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        // Rounding up keeps windows that are cut off.
        bool isHalving = pool.Kernel == Two && pool.Stride == Two && pool.Padding == Zero.Last(2, 0) && pool.Dilation == One && (!pool.CeilMode || sizes.OutSize.Height % 2 + sizes.OutSize.Width % 2 == 0);
        bool isPlain = sizes.Stride == One && sizes.Dilation == One && sizes.Groups == 1 && sizes.Kernel.Height == sizes.Kernel.Width && sizes.Batch * (long)sizes.OutSize.Volume <= int.MaxValue;
        if (!isHalving || !isPlain || !Convolutions.AreDenseFloats(inputs) || !Convolutions.Fits(inputs, outputs)
            || ConvPool.Channels(sizes.Kernel.Height, sizes.Channels, sizes.OutChannels) is not { } channels)
            return null;
        Maker maker = new(device, sizes, channels);
        return op.Then is null ? maker.Visit(new Unchanged()) : op.Then.Accept(maker);
    }

    sealed class Maker(GpuDevice device, VolumeSizes sizes, int channels) : IActivationVisitor<Kernel>
    {
        public Kernel Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction => new ConvPoolKernel<TFunction>(device, sizes, channels, function);
    }

    sealed class ConvPoolKernel<TFunction>(GpuDevice device, VolumeSizes sizes, int channels, TFunction function) : GpuKernel(device) where TFunction : struct, IUnaryFunction
    {
        readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvPoolSizes, TFunction> _launcher =
            device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvPoolSizes, TFunction>>(
                ConvPool.Of<TFunction>(sizes.Kernel.Height, channels), ConvPool.Threads);

        public override string Name => $"conv2d and max_pool2d of {channels} channels";

        protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
        {
            ArrayView<float> y = GpuDevice.View<float>(outputs[0]);
            ConvPoolSizes pooled = new()
            {
                Channels = sizes.Channels,
                Height = sizes.Size.Height,
                Width = sizes.Size.Width,
                OutChannels = sizes.OutChannels,
                PooledHeight = (int)outputs[0].Shape[2],
                PooledWidth = (int)outputs[0].Shape[3],
                PaddingY = sizes.Padding.Height,
                PaddingX = sizes.Padding.Width,
                HasBias = inputs[2] is null ? 0 : 1,
                Count = (int)(outputs[0].ElementCount / sizes.OutChannels),
            };
            Index3D grid = new((pooled.Count + ConvPool.Threads - 1) / ConvPool.Threads, (sizes.OutChannels + channels - 1) / channels, 1);
            _launcher(
                Stream, new(grid, new Index3D(ConvPool.Threads, 1, 1)), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(inputs[1]!),
                inputs[2] is { } bias ? GpuDevice.View<float>(bias) : y, y, pooled, function);
        }
    }
}
