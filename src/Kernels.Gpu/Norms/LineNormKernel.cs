using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Lines that lie one after the other brought to mean 0 and variance 1 (or to mean square 1), then scaled and moved: layer_norm and
/// rms_norm, where weight and bias belong to the places of a line, and group_norm, where they belong to channels of which a line
/// has several.
/// </summary>
sealed class LineNormKernel<V, T>(GpuDevice device, string name, int count, double eps, bool isRms, int perChannel, int groups) : GpuKernel(device)
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, Sizes, T> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, Sizes, T>>(Normalize, LineGroups.Threads);

    public override string Name => $"{name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Sizes sizes = new()
        {
            Lines = (int)(outputs[0].ElementCount / count),
            Count = count,
            Lanes = LineGroups.Lanes(count),
            PerChannel = perChannel,
            Groups = groups,
            IsRms = isRms ? 1 : 0,
            HasWeight = inputs[1] is null ? 0 : 1,
            HasBias = inputs[2] is null ? 0 : 1,
        };
        _launch(
            Stream, LineGroups.For(sizes.Lines, sizes.Lanes), GpuDevice.View<T>(inputs[0]!), GpuDevice.View<T>(inputs[1] ?? inputs[0]!), GpuDevice.View<T>(inputs[2] ?? inputs[0]!),
            GpuDevice.View<T>(outputs[0]), sizes, V.ToMemory(V.Broadcast(eps)));
    }

    internal static void Normalize(ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, Sizes sizes, T eps)
    {
        int lanes = sizes.Lanes, count = sizes.Count, line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes);
        int mine = line < sizes.Lines ? count : 0, start = line * count;
        V mean = V.Zero, squares = V.Zero;
        // Also where it is not wanted: no barrier stands in a branch.
        for (int k = lane; k < mine; k += lanes)
            mean += V.Of(x[start + k]);
        mean = LineGroups.Join<V, T, SumFold>(default, mean, lanes) / V.Broadcast(count);
        if (sizes.IsRms != 0)
            mean = V.Zero;
        for (int k = lane; k < mine; k += lanes)
        {
            V distance = V.Of(x[start + k]) - mean;
            squares = V.Fma(distance, distance, squares);
        }
        V variance = LineGroups.Join<V, T, SumFold>(default, squares, lanes) / V.Broadcast(count), factor = V.One / V.Sqrt(variance + V.Of(eps));
        // Channels of this line's group come before those of the next; a layer is one group whose channels are its places.
        int firstChannel = line % sizes.Groups * (count / sizes.PerChannel);
        for (int k = lane; k < mine; k += lanes)
        {
            int c = firstChannel + k / sizes.PerChannel;
            V scale = sizes.HasWeight != 0 ? factor * V.Of(weight[c]) : factor, result = (V.Of(x[start + k]) - mean) * scale;
            y[start + k] = V.ToMemory(sizes.HasBias != 0 ? result + V.Of(bias[c]) : result);
        }
    }

    internal struct Sizes
    {
        public int Lines, Count, Lanes, PerChannel, Groups, IsRms, HasWeight, HasBias;
    }
}
