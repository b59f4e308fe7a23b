using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>out[i] = (a[i] * sizes[1] + b[i]) * sizes[2] + …, one dimension's positions at a time.</summary>
sealed class LinearIndexKernel(GpuDevice device, LinearIndexOp op) : GpuKernel(device)
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<long>, ArrayView<long>, ArrayView<long>, int, long, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<long>, ArrayView<long>, ArrayView<long>, int, long, int, int>>(Each, Threads.PerGroup);

    readonly int[] _sources = [.. Enumerable.Range(0, op.Shape.Rank).Select(d => device.Faults.Register("index", $"is outside dimension {d} of {op.Shape}, which has {op.Shape[d]} positions"))];

    public override string Name => "linear index";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount;
        for (int d = 0; d < inputs.Length; d++)
            _launch(
                Stream, Threads.For(count), GpuDevice.View<long>(inputs[d]!), GpuDevice.View<long>(outputs[0]), Device.Faults.Note, count, op.Shape[d], d == 0 ? 1 : 0, _sources[d]);
    }

    internal static void Each(ArrayView<long> index, ArrayView<long> output, ArrayView<long> note, int count, long size, int isFirst, int source)
    {
        int i = Threads.Index;
        if (i >= count)
            return;
        long k = index[i];
        if (k < -size || k >= size)
        {
            GpuFaults.Report(note, source, k);
            k = 0;
        }
        k = k < 0 ? k + size : k;
        output[i] = isFirst != 0 ? k : output[i] * size + k;
    }
}
