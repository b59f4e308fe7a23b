using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>The greatest or the least of each line and where the first of them stands; a NaN comes before all, the first of them.</summary>
sealed class ExtremeKernel<V, T>(GpuDevice device, ReduceOp op, TensorSpec input, ReadOnlySpan<TensorSpec> outputs) : ComputeKernel<T>(device, [LineShape.Moved(op, input)], outputs)
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, ArrayView<long>, int, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, ArrayView<long>, int, int, int, int>>(Find, LineGroups.Threads);

    readonly int _count = LineShape.Count(op, input);

    public override string Name => $"{op.Name} with place {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)outputs[0].ElementCount, lanes = LineGroups.Lanes(_count);
        _launch(
            Stream, LineGroups.For(lines, lanes), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), GpuDevice.View<long>(outputs[1]),
            lines, _count, lanes, op.Function == Reduction.Max ? 1 : 0);
        Finish(outputs, 0, workspace);
    }

    internal static void Find(ArrayView<T> x, KernelLayout layout, ArrayView<T> values, ArrayView<long> places, int lines, int count, int lanes, int isGreatest)
    {
        ArrayView<T> sharedValues = SharedMemory.Allocate<T>(LineGroups.Threads);
        ArrayView<int> sharedPlaces = SharedMemory.Allocate<int>(LineGroups.Threads);
        int line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes), thread = Group.IdxX;
        // A thread without elements has the line's first: it changes nothing.
        int place = lane < count ? lane : 0;
        T best = default;
        if (line < lines)
        {
            best = x[layout.At(line * count + place)];
            for (int k = lane + lanes; k < count; k += lanes)
            {
                T next = x[layout.At(line * count + k)];
                bool wins = Wins(V.Of(next), k, V.Of(best), place, isGreatest);
                best = wins ? next : best;
                place = wins ? k : place;
            }
        }
        sharedValues[thread] = best;
        sharedPlaces[thread] = place;
        Group.Barrier();
        for (int half = lanes >> 1; half > 0; half >>= 1)
        {
            if (lane < half)
            {
                T other = sharedValues[thread + half];
                int otherPlace = sharedPlaces[thread + half];
                if (Wins(V.Of(other), otherPlace, V.Of(sharedValues[thread]), sharedPlaces[thread], isGreatest))
                {
                    sharedValues[thread] = other;
                    sharedPlaces[thread] = otherPlace;
                }
            }
            Group.Barrier();
        }
        if (lane == 0 && line < lines)
        {
            values[line] = sharedValues[thread];
            places[line] = sharedPlaces[thread];
        }
    }

    // In the order: NaN first, then the greater or lesser, then the earlier.
    static bool Wins(V x, int place, V best, int bestPlace, int isGreatest)
    {
        bool isNaN = V.IsNaN(x), bestIsNaN = V.IsNaN(best);
        bool isBetter = isGreatest != 0 ? Less(best, x) : Less(x, best);
        bool isSame = isNaN && bestIsNaN || Equal(x, best);
        return isNaN && !bestIsNaN || isBetter && !bestIsNaN || isSame && place < bestPlace;
    }

    static bool Equal(V x, V y) => V.IsOne(V.IfEqual(x, y, V.One, V.Zero));

    static bool Less(V x, V y) => V.IsOne(V.IfLess(x, y, V.One, V.Zero));
}
