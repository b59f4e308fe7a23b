using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Reductions and running sums.</content>
public sealed partial class GpuDevice
{
    Kernel? FindReduce(ReduceOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value;
        if (!Cells.Has(x.DType) || !Cells.Has(outputs[0].DType) || KernelLayout.Of(LineShape.Moved(op, x).Layout) is null)
            return null;
        return Cells.Compute(x.DType) switch
        {
            DType.Float32 => FindReduce<F32Lane, float>(op, x, outputs),
            DType.Float64 => FindReduce<F64Lane, double>(op, x, outputs),
            _ when op.Function is Reduction.Sum or Reduction.Prod or Reduction.Any or Reduction.All or Reduction.Max or Reduction.Min => FindReduce<I64Lane, long>(op, x, outputs),
            _ => null,
        };
    }

    Kernel? FindReduce<V, T>(ReduceOp op, TensorSpec x, ReadOnlySpan<TensorSpec> outputs) where V : struct, ILane<V, T> where T : unmanaged
    {
        TensorSpec y = outputs[0];
        if (outputs.Length > 1)
            return new ExtremeKernel<V, T>(this, op, x, outputs);
        return (op.Function, op.Parameter) switch
        {
            (Reduction.Sum, _) => new ReduceKernel<SumFold, V, T>(this, op, default, x, y),
            (Reduction.Mean, _) => new ReduceKernel<MeanFold, V, T>(this, op, default, x, y),
            (Reduction.Prod, _) => new ReduceKernel<ProductFold, V, T>(this, op, default, x, y),
            (Reduction.Any, _) => new ReduceKernel<AnyFold, V, T>(this, op, default, x, y),
            (Reduction.All, _) => new ReduceKernel<AllFold, V, T>(this, op, default, x, y),
            (Reduction.Max, _) => new ReduceKernel<GreatestFold, V, T>(this, op, default, x, y),
            (Reduction.Min, _) => new ReduceKernel<LeastFold, V, T>(this, op, default, x, y),
            (Reduction.Var or Reduction.Std, _) => new MomentsKernel<V, T>(this, op, x, y),
            (Reduction.LogSumExp, _) => new LogSumKernel<V, T>(this, op, x, y),
            (Reduction.Norm, 0) => new ReduceKernel<NotZeroFold, V, T>(this, op, default, x, y),
            (Reduction.Norm, 1) => new ReduceKernel<MagnitudeFold, V, T>(this, op, default, x, y),
            (Reduction.Norm, 2) => new ReduceKernel<LengthFold, V, T>(this, op, default, x, y),
            (Reduction.Norm, double.PositiveInfinity) => new ReduceKernel<GreatestMagnitudeFold, V, T>(this, op, default, x, y),
            (Reduction.Norm, double.NegativeInfinity) => new ReduceKernel<LeastMagnitudeFold, V, T>(this, op, default, x, y),
            _ => new ReduceKernel<PowerFold, V, T>(this, op, new(op.Parameter), x, y),
        };
    }

    Kernel? FindScan(ScanOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value;
        if (!OperandChecks.AreReadable(inputs) || !Cells.Has(outputs[0].DType))
            return null;
        return Cells.Compute(x.DType) switch
        {
            DType.Float32 => new ScanKernel<F32Lane, float>(this, op, x, outputs[0]),
            DType.Float64 => new ScanKernel<F64Lane, double>(this, op, x, outputs[0]),
            _ => new ScanKernel<I64Lane, long>(this, op, x, outputs[0]),
        };
    }

    Kernel? FindSoftmax(SoftmaxOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (OperandChecks.AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => new SoftmaxKernel<F32Lane, float>(this, op, outputs[0].Shape),
        (true, DType.Float64) => new SoftmaxKernel<F64Lane, double>(this, op, outputs[0].Shape),
        _ => null,
    };
}
