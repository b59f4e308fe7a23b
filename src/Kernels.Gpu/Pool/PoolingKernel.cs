using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A pooling of any windows.</summary>
sealed class PoolingKernel<TFold, TLine>(GpuDevice device, string operation, int rank, TFold fold, TLine depth, TLine height, TLine width) : GpuKernel(device)
    where TFold : struct, IPoolFold
    where TLine : struct, IPoolWindows
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<long>, PoolSizes, TFold, TLine, TLine, TLine> _launcher =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<long>, PoolSizes, TFold, TLine, TLine, TLine>>(
            (Action<ArrayView<float>, ArrayView<float>, ArrayView<long>, PoolSizes, TFold, TLine, TLine, TLine>)Pooling.Kernel, Pooling.Threads);

    public override string Name => operation;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Size3 size = Size3.Of(inputs[0]!.Shape, rank), outSize = Size3.Of(outputs[0].Shape, rank);
        PoolSizes sizes = new()
        {
            Depth = size.Depth,
            Height = size.Height,
            Width = size.Width,
            OutDepth = outSize.Depth,
            OutHeight = outSize.Height,
            OutWidth = outSize.Width,
            Count = (int)outputs[0].ElementCount,
            HasPositions = outputs.Length - 1,
        };
        _launcher(
            Stream, For(sizes.Count, Pooling.Threads), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(outputs[0]), GpuDevice.View<long>(outputs[^1]),
            sizes, fold, depth, height, width);
    }
}
