using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>Chooses how the groups of <see cref="RecurrentUnits"/> meet; where warps cannot shuffle, products step by step take their place.</summary>
static class UnitsWalk
{
    public static RecurrentWalk Of<TCell>(GpuDevice device, RecurrentSizes sizes) where TCell : struct, IGpuCell
    {
        Accelerator accelerator = device.Accelerator;
        int groups = ((int)sizes.Hidden + RecurrentUnits.Units - 1) / RecurrentUnits.Units;
        if (accelerator.AcceleratorType == AcceleratorType.OpenCL || accelerator.WarpSize != 32)
            return new ProductsWalk<TCell>(device, sizes, isProjected: false, isWeightAligned: true);
        return groups <= accelerator.NumMultiprocessors
            ? new UnitsWalk<TCell, ShuffledSum, CounterMeeting>(device, sizes, groups, (counter, count) => new() { Counter = counter, Groups = count })
            : new UnitsWalk<TCell, ShuffledSum, NoMeeting>(device, sizes, groups, null);
    }
}

/// <summary>A warp for each hidden element: one launch where the groups can meet, else one for each step.</summary>
sealed class UnitsWalk<TCell, TSum, TMeeting> : RecurrentWalk
    where TCell : struct, IGpuCell
    where TSum : struct, IWarpSum
    where TMeeting : struct, IMeeting
{
    // A counter's stretch of memory.
    const int CounterElements = 64;

    readonly int _groups;
    readonly Func<ArrayView<int>, int, TMeeting>? _meeting;
    readonly Action<AcceleratorStream, KernelConfig, RecurrentCall, int, int, TMeeting> _launcher;

    public UnitsWalk(GpuDevice device, RecurrentSizes sizes, int groups, Func<ArrayView<int>, int, TMeeting>? meeting)
    {
        (_groups, _meeting) = (groups, meeting);
        int size = RecurrentUnits.SizeOf((int)sizes.Hidden);
        Name = $"units of {size} in registers{(meeting is null ? ", step by step" : "")}";
        _launcher = device.Load<Action<AcceleratorStream, KernelConfig, RecurrentCall, int, int, TMeeting>>(RecurrentUnits.Of<TCell, TSum, TMeeting>(size), RecurrentUnits.Threads);
    }

    public override string Name { get; }

    public override long WorkspaceElements => _meeting is null ? 0 : CounterElements;

    public override void Run(AcceleratorStream stream, RecurrentCall call, ArrayView<float> projection, ArrayView<float> workspace)
    {
        KernelConfig config = new(_groups, RecurrentUnits.Threads);
        if (_meeting is null)
        {
            for (int step = 0; step < call.Steps; step++)
                _launcher(stream, config, call, step, 1, default);
            return;
        }
        ArrayView<int> counter = workspace.Cast<int>();
        counter.MemSetToZero(stream);
        _launcher(stream, config, call, 0, call.Steps, _meeting(counter, _groups));
    }
}
