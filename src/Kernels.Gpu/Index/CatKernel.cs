using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Dense tensors one after the other along a dimension: of each, rows from the dimension on go into their part of the output's rows.</summary>
sealed class CatKernel<T>(GpuDevice device, CatOp op) : GpuKernel(device) where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, int, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, int, int, int, int>>(Each, Threads.PerGroup);

    public override string Name => $"cat {Interop.SizeOf<T>()} bytes";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int outRow = OperandChecks.Product(outputs[0].Shape.AsSpan()[op.Dimension..]), start = 0;
        foreach (Tensor? input in inputs)
        {
            int row = OperandChecks.Product(input!.Shape.AsSpan()[op.Dimension..]), count = (int)input.ElementCount;
            if (count > 0)
                _launch(Stream, Threads.For(count), GpuDevice.View<T>(input), GpuDevice.View<T>(outputs[0]), count, row, outRow, start);
            start += row;
        }
    }

    internal static void Each(ArrayView<T> x, ArrayView<T> y, int count, int row, int outRow, int start)
    {
        int i = Threads.Index;
        if (i >= count)
            return;
        int outer = i / row;
        y[outer * outRow + start + (i - outer * row)] = x[i];
    }
}
