using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>One launch: a group for each sequence.</summary>
sealed class RowsWalk<TCell> : RecurrentWalk where TCell : struct, IGpuCell
{
    readonly int _batch, _threads;
    readonly Action<AcceleratorStream, KernelConfig, RecurrentCall> _launcher;

    public RowsWalk(GpuDevice device, RecurrentSizes sizes)
    {
        int size = RecurrentRows.SizeOf((int)sizes.Hidden);
        (_batch, _threads) = ((int)sizes.Batch, TCell.Gates * size);
        Name = $"rows of {size} in registers";
        _launcher = device.Load<Action<AcceleratorStream, KernelConfig, RecurrentCall>>(RecurrentRows.Of<TCell>(size), _threads);
    }

    public override string Name { get; }

    public override void Run(AcceleratorStream stream, RecurrentCall call, ArrayView<float> projection, ArrayView<float> workspace) => _launcher(stream, new(_batch, _threads), call);
}
