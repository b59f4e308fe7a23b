using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// y[b, c] = the sum over i from offsets[b] to below offsets[b + 1] of weight[index[i], c] * factor[i], their mean, or the greatest:
/// a thread for each element of a bag.
/// </summary>
sealed class EmbeddingBagKernel(GpuDevice device, EmbeddingBagOp op, Shape table) : GpuKernel(device)
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<long>, ArrayView<long>, ArrayView<float>, ArrayView<float>, ArrayView<long>, Sizes> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<long>, ArrayView<long>, ArrayView<float>, ArrayView<float>, ArrayView<long>, Sizes>>(Each, Threads.PerGroup);

    readonly int _source = device.Faults.Register("embedding_bag", $"is outside dimension 0 of {table}, which has {table[0]} positions");
    readonly int _offsetSource = device.Faults.Register("embedding_bag", "is an offset before the one before it, or past the indices; the first one must be 0");

    public override string Name => "embedding_bag";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Sizes sizes = new()
        {
            Count = (int)outputs[0].ElementCount,
            Width = (int)table[1],
            Rows = (int)table[0],
            Indices = (int)inputs[1]!.ElementCount,
            Offsets = (int)inputs[2]!.ElementCount,
            Padding = op.PaddingIdx ?? -1,
            Mode = (int)op.Mode,
            HasFactors = inputs[3] is null ? 0 : 1,
            Source = _source,
            OffsetSource = _offsetSource,
        };
        _launch(
            Stream, Threads.For(sizes.Count), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<long>(inputs[1]!), GpuDevice.View<long>(inputs[2]!),
            GpuDevice.View<float>(inputs[3] ?? inputs[0]!), GpuDevice.View<float>(outputs[0]), Device.Faults.Note, sizes);
    }

    internal static void Each(
        ArrayView<float> weight, ArrayView<long> index, ArrayView<long> offsets, ArrayView<float> factors, ArrayView<float> y, ArrayView<long> note, Sizes sizes)
    {
        int i = Threads.Index;
        if (i >= sizes.Count)
            return;
        int bag = i / sizes.Width, column = i - bag * sizes.Width, taken = 0;
        long start = offsets[bag], end = sizes.Indices;
        if (bag + 1 < sizes.Offsets)
            end = offsets[bag + 1];
        float sum = 0;
        if (start < 0 || start > end || end > sizes.Indices || bag == 0 && start != 0)
            GpuFaults.Report(note, sizes.OffsetSource, bag == 0 && start != 0 ? start : end);
        else
            for (int k = (int)start; k < (int)end; k++)
            {
                long row = index[k];
                if (row < 0 || row >= sizes.Rows)
                    GpuFaults.Report(note, sizes.Source, row);
                else if (row != sizes.Padding)
                {
                    float element = weight[(int)row * sizes.Width + column];
                    if (sizes.Mode == (int)BagMode.Max)
                        sum = taken == 0 ? element : F32Lane.Max(new(sum), new(element)).Value;
                    else
                        sum += sizes.HasFactors != 0 ? element * factors[k] : element;
                    taken++;
                }
            }
        y[i] = sizes.Mode == (int)BagMode.Mean && taken > 0 ? sum / taken : sum;
    }

    internal struct Sizes
    {
        public int Count, Width, Rows, Indices, Offsets, Padding, Mode, HasFactors, Source, OffsetSource;
    }
}
