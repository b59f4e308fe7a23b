using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>The largest of each 2 by 2 square.</summary>
sealed class SquaresKernel(GpuDevice device) : GpuKernel(device)
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float2>, int, int, int, int> _launcher =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float2>, int, int, int, int>>(
            (Action<ArrayView<Float4>, ArrayView<Float2>, int, int, int, int>)Pooling.Squares, Pooling.Threads);

    public override string Name => "max_pool2d squares";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int quads = (int)inputs[0]!.Shape[-1] / 4, items = (int)(outputs[0].ElementCount / 2);
        _launcher(
            Stream, For(items, Pooling.Threads), GpuDevice.View<Float4>(inputs[0]!), GpuDevice.View<Float2>(outputs[0]), quads, items / quads,
            (int)inputs[0]!.Shape[-2], (int)outputs[0].Shape[-2]);
    }
}
