using System.Globalization;
using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Elements along some dimensions become one. Operand: input of any layout and dtype. Outputs: the results over the other
/// dimensions in order, and for <see cref="Reduction.Max"/> and <see cref="Reduction.Min"/> their int64 indices among the reduced.
/// </summary>
/// <param name="Function">What they become.</param>
/// <param name="Dimensions">Bit i stands for dimension i.</param>
/// <param name="Parameter">What the function needs besides.</param>
public sealed record ReduceOp(Reduction Function, ulong Dimensions, double Parameter = 0) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => Function switch
    {
        Reduction.LogSumExp => "logsumexp",
        _ => Function.ToString().ToLowerInvariant(),
    };

    /// <inheritdoc/>
    public override string Attributes => List(
        string.Create(CultureInfo.InvariantCulture, $"dim=[{string.Join(", ", Enumerable.Range(0, 64).Where(Reduces))}]"),
        Unless(0, Function == Reduction.Norm ? "p" : "correction", Parameter));

    /// <summary>True when a dimension is among those that are reduced.</summary>
    public bool Reduces(int dimension) => (Dimensions >> dimension & 1) != 0;

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (Function, inputs[0]!.Value.DType) switch
    {
        (Reduction.Var or Reduction.Std or Reduction.LogSumExp or Reduction.Norm, var dtype) when NumberKind.Of(dtype) == NumberKinds.Complex => null,
        (Reduction.Var, _) => new ReduceKernel<Moments, double>(this, new(Parameter, root: false)),
        (Reduction.Std, _) => new ReduceKernel<Moments, double>(this, new(Parameter, root: true)),
        (Reduction.LogSumExp, _) => new ReduceKernel<LogSum, double>(this, default),
        (Reduction.Norm, _) => new ReduceKernel<PowerSum, double>(this, new(Parameter)),
        (Reduction.Max or Reduction.Min, var dtype) => NumberKind.Of(dtype) switch
        {
            NumberKinds.Complex => null,
            NumberKinds.Real => new ReduceKernel<Extreme<double>, double>(this, new(Function == Reduction.Max)),
            _ when dtype == DType.UInt64 => new ReduceKernel<Extreme<ulong>, ulong>(this, new(Function == Reduction.Max)),
            _ => new ReduceKernel<Extreme<long>, long>(this, new(Function == Reduction.Max)),
        },
        (_, var dtype) => NumberKind.Of(dtype) switch
        {
            NumberKinds.Complex => Find<Complex>(),
            NumberKinds.Real => Find<double>(),
            _ => Find<long>(),
        },
    };

    ReduceKernel<Truth<T>, T> FindTruth<T>() where T : unmanaged, INumberBase<T> => new(this, new(Function == Reduction.Any));

    Kernel Find<T>() where T : unmanaged, INumberBase<T> => Function switch
    {
        Reduction.Prod => new ReduceKernel<Product<T>, T>(this, default),
        Reduction.Any or Reduction.All => FindTruth<T>(),
        _ => new ReduceKernel<Total<T>, T>(this, new(Function == Reduction.Mean)),
    };
}
