using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A recurrent layer: the products of all steps' inputs at once, then the steps.</summary>
sealed class RecurrentLayerKernel<TCell> : GpuKernel where TCell : struct, IGpuCell
{
    readonly RecurrentOp _op;
    readonly RecurrentSizes _sizes;
    readonly InputRows _rows;
    readonly DenseProduct? _inputs;
    readonly RecurrentWalk _walk;
    readonly Storage? _packed;

    public RecurrentLayerKernel(GpuDevice device, RecurrentOp op, RecurrentSizes sizes, InputRows rows, ReadOnlySpan<TensorSpec?> inputs, RecurrentWalk? walk = null) : base(device)
    {
        (_op, _sizes, _rows) = (op, sizes, rows);
        int gates = TCell.Gates * (int)sizes.Hidden, features = (int)sizes.Features;
        if (features > 0)
            _inputs = DenseProduct.Of(device, rows.Operand, new(gates, features, features, 1, BatchSteps.None, GpuDevice.IsAligned(inputs[1]!.Value, 16)), 1);
        _walk = walk ?? RecurrentWalk.Of<TCell>(device, sizes, inputs.Length > 7 && inputs[7] is not null, GpuDevice.IsAligned(inputs[2]!.Value, 16));
        if (op.Packed is { } packed)
            _packed = device.Table(new PackedSteps(packed), PackedSteps.Rows);
    }

    public override string Name => $"{_op.Name} {_walk.Name}";

    public override long WorkspaceBytes => checked(sizeof(float) * (InputElements + _walk.WorkspaceElements) + (_inputs?.WorkspaceBytes ?? 0));

    // All steps' gates, padded so that what follows begins on a boundary.
    long InputElements => (_sizes.Rows * TCell.Gates * _sizes.Hidden + 63) / 64 * 64;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ArrayView<float> work = GpuDevice.View<float>(workspace!, 0, WorkspaceBytes), gates = GpuDevice.Stretch(work, 0, InputElements);
        ArrayView<float> walk = GpuDevice.Stretch(work, InputElements, _walk.WorkspaceElements);
        ArrayView<float> parts = GpuDevice.Stretch(work, InputElements + _walk.WorkspaceElements, (_inputs?.WorkspaceBytes ?? 0) / sizeof(float));
        ArrayView<float>? inputBias = inputs[3] is { } bias ? GpuDevice.View<float>(bias) : null;
        if (_inputs is not null)
            _inputs.Run(Stream, GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(inputs[1]!), inputBias, gates, parts);
        int steps = _op.Packed?.Count ?? (int)outputs[0].Shape[0];
        ArrayView<float> y = GpuDevice.View<float>(outputs[0]);
        RecurrentCall call = new()
        {
            Input = gates,
            Weight = GpuDevice.View<float>(inputs[2]!),
            Bias = Or(inputs[4], y),
            H0 = Or(inputs[5], y),
            C0 = Or(inputs.Length > 6 ? inputs[6] : null, y),
            Y = y,
            H = GpuDevice.View<float>(outputs[1]),
            C = GpuDevice.View<float>(outputs[^1]),
            Packed = _packed is null ? y.Cast<int>() : GpuDevice.View<int>(_packed, 0, _packed.ByteLength),
            Steps = steps,
            Batch = (int)_sizes.Batch,
            Hidden = (int)_sizes.Hidden,
            GateStep = _rows.Step,
            GateItem = _rows.Item,
            IsPacked = _packed is null ? 0 : 1,
            IsReverse = _op.Reverse ? 1 : 0,
            HasBias = inputs[4] is null ? 0 : 1,
            HasH0 = inputs[5] is null ? 0 : 1,
            HasC0 = inputs.Length > 6 && inputs[6] is not null ? 1 : 0,
        };
        _walk.Run(Stream, call, inputs.Length > 7 ? GpuDevice.ViewOrEmpty<float>(inputs[7]) : ArrayView<float>.Empty, walk);
    }

    static ArrayView<float> Or(Tensor? tensor, ArrayView<float> other) => tensor is null ? other : GpuDevice.View<float>(tensor);
}
