using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>For each step a product of all sequences' states, one pass over the gates, and where states are projected another product.</summary>
sealed class ProductsWalk<TCell> : RecurrentWalk where TCell : struct, IGpuCell
{
    readonly int _batch, _hidden, _width;
    readonly DenseProduct _products;
    readonly DenseProduct? _projection;
    readonly Action<AcceleratorStream, KernelConfig, RecurrentCall, ArrayView<float>, ArrayView<float>, int, int> _cells;
    readonly Action<AcceleratorStream, KernelConfig, RecurrentCall, ArrayView<float>, int, int>? _keep;

    public ProductsWalk(GpuDevice device, RecurrentSizes sizes, bool isProjected, bool isWeightAligned)
    {
        (_batch, _hidden, _width) = ((int)sizes.Batch, (int)sizes.Hidden, (int)sizes.Width);
        MatrixOperand states = new(_batch, _width, _width, 1, BatchSteps.None, IsAligned: true), weights = new(TCell.Gates * _hidden, _width, _width, 1, BatchSteps.None, isWeightAligned);
        _products = DenseProduct.Of(device, states, weights, 1);
        _cells = device.Load<Action<AcceleratorStream, KernelConfig, RecurrentCall, ArrayView<float>, ArrayView<float>, int, int>>(
            (Action<RecurrentCall, ArrayView<float>, ArrayView<float>, int, int>)RecurrentCells.Kernel<TCell>, RecurrentCells.Threads);
        if (!isProjected)
            return;
        _projection = DenseProduct.Of(
            device, new(_batch, _hidden, _hidden, 1, BatchSteps.None, IsAligned: true), new(_width, _hidden, _hidden, 1, BatchSteps.None, IsAligned: false), 1);
        _keep = device.Load<Action<AcceleratorStream, KernelConfig, RecurrentCall, ArrayView<float>, int, int>>(
            (Action<RecurrentCall, ArrayView<float>, int, int>)RecurrentCells.Keep, RecurrentCells.Threads);
    }

    public override string Name => "products step by step";

    int GateElements => Padded(_batch * TCell.Gates * _hidden);

    int StateElements => _projection is null ? 0 : Padded(_batch * _hidden);

    int ProjectedElements => _projection is null ? 0 : Padded(_batch * _width);

    long PartElements => Math.Max(_products.WorkspaceBytes, _projection?.WorkspaceBytes ?? 0) / sizeof(float);

    public override long WorkspaceElements => GateElements + StateElements + ProjectedElements + PartElements;

    public override void Run(AcceleratorStream stream, RecurrentCall call, ArrayView<float> projection, ArrayView<float> workspace)
    {
        Begin(stream, call.H, call.H0, call.HasH0);
        if (TCell.HasCellState)
            Begin(stream, call.C, call.C0, call.HasC0);
        ArrayView<float> gates = GpuDevice.Stretch(workspace, 0, GateElements), state = GpuDevice.Stretch(workspace, GateElements, StateElements);
        ArrayView<float> projected = GpuDevice.Stretch(workspace, GateElements + StateElements, ProjectedElements);
        ArrayView<float> parts = GpuDevice.Stretch(workspace, GateElements + StateElements + ProjectedElements, PartElements);
        ArrayView<float>? bias = call.HasBias != 0 ? call.Bias : null;
        KernelConfig cells = Groups(_batch * _hidden);
        for (int step = 0; step < call.Steps; step++)
        {
            _products.Run(stream, call.H, call.Weight, bias, gates, parts);
            if (_projection is null)
            {
                _cells(stream, cells, call, gates, call.H, step, 1);
                continue;
            }
            _cells(stream, cells, call, gates, state, step, 0);
            _projection.Run(stream, state, projection, null, projected, parts);
            _keep!(stream, Groups(_batch * _width), call, projected, _width, step);
        }
    }

    static void Begin(AcceleratorStream stream, ArrayView<float> state, ArrayView<float> initial, int hasInitial)
    {
        if (hasInitial != 0)
            initial.CopyTo(stream, state);
        else
            state.MemSetToZero(stream);
    }

    static KernelConfig Groups(int items) => new((items + RecurrentCells.Threads - 1) / RecurrentCells.Threads, RecurrentCells.Threads);

    // So that each stretch begins where four elements can be read at once.
    static int Padded(int elements) => (elements + 63) / 64 * 64;
}
