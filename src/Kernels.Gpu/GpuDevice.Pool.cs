using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Pooling.</content>
public sealed partial class GpuDevice
{
    static readonly Size3 SquareWindow = new(1, 2, 2), NoPadding = 0, NoDilation = 1;

    Kernel? FindMaxPool(MaxPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (!CanPool(inputs, outputs))
            return null;
        TensorSpec x = inputs[0]!.Value;
        if (op.Rank == 2 && op.Kernel == SquareWindow && op.Stride == SquareWindow && op.Padding == NoPadding && op.Dilation == NoDilation
            && outputs.Length == 1 && x.Shape[-1] % 4 == 0 && (!op.CeilMode || x.Shape[-2] % 2 == 0) && IsAligned(x, 16) && IsAligned(outputs[0], 8))
            return new SquaresKernel(this);
        return Stepping(op, new LargestFold(), op.Dilation);
    }

    PoolingKernel<MeanOfWindow, SteppingLine>? FindAvgPool(AvgPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => CanPool(inputs, outputs)
        ? Stepping(op, new MeanOfWindow { IncludesPadding = op.CountIncludePad ? 1 : 0, Divisor = op.DivisorOverride ?? 0 }, NoDilation)
        : null;

    PoolingKernel<MeanOfWindow, SharingLine>? FindAdaptiveAvgPool(AdaptiveAvgPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        CanPool(inputs, outputs) ? Sharing(op.Name, op.Rank, op.Size, new MeanOfWindow()) : null;

    PoolingKernel<LargestFold, SharingLine>? FindAdaptiveMaxPool(AdaptiveMaxPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        CanPool(inputs, outputs) ? Sharing(op.Name, op.Rank, op.Size, new LargestFold()) : null;

    static bool CanPool(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0]!.Value is { DType: DType.Float32, Layout.IsDense: true } x && x.Shape.ElementCount <= int.MaxValue && outputs[0].Shape.ElementCount <= int.MaxValue;

    PoolingKernel<TFold, SteppingLine> Stepping<TFold>(PoolOp op, TFold fold, Size3 dilation) where TFold : struct, IPoolFold
    {
        return new(this, op.Name, op.Rank, fold, Line(0), Line(1), Line(2));

        SteppingLine Line(int d) => new() { Kernel = op.Kernel[d], Stride = op.Stride[d], Padding = op.Padding[d], Dilation = dilation[d] };
    }

    PoolingKernel<TFold, SharingLine> Sharing<TFold>(string name, int rank, Size3 windows, TFold fold) where TFold : struct, IPoolFold =>
        new(this, name, rank, fold, new() { Windows = windows.Depth }, new() { Windows = windows.Height }, new() { Windows = windows.Width });
}
