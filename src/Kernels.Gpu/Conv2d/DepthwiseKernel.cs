using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A convolution with as many groups as channels.</summary>
sealed class DepthwiseKernel<TFunction>(GpuDevice device, string operation, VolumeSizes sizes, TFunction function) : GpuKernel(device) where TFunction : struct, IUnaryFunction
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, DepthwiseSizes, TFunction> _launcher =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, DepthwiseSizes, TFunction>>(
            (Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, DepthwiseSizes, TFunction>)DepthwiseConv.Kernel, DepthwiseConv.Threads);

    public override string Name => $"{operation} depthwise";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ArrayView<float> y = GpuDevice.View<float>(outputs[0]);
        int count = (int)outputs[0].ElementCount;
        DepthwiseSizes depthwise = new()
        {
            Reach = Convolutions.Reach(sizes),
            Channels = sizes.Channels,
            OutChannels = sizes.OutChannels,
            KernelHeight = sizes.Kernel.Height,
            KernelWidth = sizes.Kernel.Width,
            DilationY = sizes.Dilation.Height,
            DilationX = sizes.Dilation.Width,
            HasBias = inputs[2] is null ? 0 : 1,
            Count = count,
        };
        _launcher(
            Stream, For(count, DepthwiseConv.Threads), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(inputs[1]!),
            inputs[2] is { } bias ? GpuDevice.View<float>(bias) : y, y, depthwise, function);
    }
}
