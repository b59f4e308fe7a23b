using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>out[o, n, i] = in[o, index[n], i] over dense arrays, elements of which only the size matters.</summary>
sealed class IndexSelectKernel<T>(GpuDevice device, IndexSelectOp op, Shape shape) : GpuKernel(device) where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<long>, ArrayView<T>, ArrayView<long>, int, int, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<long>, ArrayView<T>, ArrayView<long>, int, int, int, int, int>>(Each, Threads.PerGroup);

    readonly int _inner = OperandChecks.Product(shape.AsSpan()[(op.Dimension + 1)..]), _size = checked((int)shape[op.Dimension]);
    readonly int _source = device.Faults.Register("index_select", $"is outside dimension {op.Dimension} of {shape}, which has {shape[op.Dimension]} positions");

    public override string Name => $"index_select {Interop.SizeOf<T>()} bytes";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount, picked = (int)inputs[1]!.ElementCount;
        _launch(
            Stream, Threads.For(count), GpuDevice.View<T>(inputs[0]!), GpuDevice.View<long>(inputs[1]!), GpuDevice.View<T>(outputs[0]), Device.Faults.Note,
            count, _inner, picked, _size, _source);
    }

    internal static void Each(ArrayView<T> x, ArrayView<long> index, ArrayView<T> y, ArrayView<long> note, int count, int inner, int picked, int size, int source)
    {
        int i = Threads.Index;
        if (i >= count)
            return;
        int row = i / inner, outer = row / picked;
        long k = index[row - outer * picked];
        if (k < 0 || k >= size)
            GpuFaults.Report(note, source, k);
        else
            y[i] = x[(outer * size + (int)k) * inner + (i - row * inner)];
    }
}
