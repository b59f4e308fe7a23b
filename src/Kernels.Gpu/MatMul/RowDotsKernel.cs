using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A product with at most eight rows, or turned round with at most eight columns, by dot products.</summary>
sealed class RowDotsKernel<TFunction> : GpuKernel where TFunction : struct, IUnaryFunction
{
    readonly string _operation;
    readonly MatrixOperand _left, _right;
    readonly bool _isTurned;
    readonly TFunction _function;
    readonly Action<AcceleratorStream, KernelConfig, DotLines, DotLines, DotTarget<TFunction>, int> _launcher;

    public RowDotsKernel(GpuDevice device, string operation, MatrixOperand left, MatrixOperand right, TFunction function) : base(device)
    {
        (_operation, _left, _right, _function) = (operation, left, right, function);
        _isTurned = left.Count > right.Count;
        _launcher = device.Load<Action<AcceleratorStream, KernelConfig, DotLines, DotLines, DotTarget<TFunction>, int>>(
            RowDots.Of<TFunction>(Math.Min(left.Count, right.Count)), RowDots.Threads);
    }

    public override string Name => $"{_operation} dots";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor? bias = inputs.Length > 2 ? inputs[2] : null;
        ArrayView<float> data = GpuDevice.View<float>(outputs[0]);
        DotLines left = Lines(inputs[0]!, _left), right = Lines(inputs[1]!, _right);
        int hasBias = bias is null ? 0 : 1;
        DotTarget<TFunction> target = new()
        {
            Data = data,
            Bias = bias is null ? data : GpuDevice.View<float>(bias),
            RowStep = _isTurned ? 1 : _right.Count,
            ColumnStep = _isTurned ? _right.Count : 1,
            BiasRowStep = _isTurned ? hasBias : 0,
            BiasColumnStep = _isTurned ? 0 : hasBias,
            Function = _function,
        };
        int columns = Math.Max(_left.Count, _right.Count);
        _launcher(
            Stream, new((columns + RowDots.Columns - 1) / RowDots.Columns, RowDots.Threads),
            _isTurned ? right : left, _isTurned ? left : right, target, _left.Terms / 4);
    }

    static DotLines Lines(Tensor tensor, MatrixOperand operand) => new()
    {
        Data = GpuDevice.View<Float4>(tensor),
        Count = operand.Count,
        Step = operand.LineStep / 4,
    };
}
