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
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        (TensorSpec x, TensorSpec y) = (inputs[0]!.Value, outputs[0]);
        NumberKinds kind = NumberKind.Of(x.DType);
        return Function switch
        {
            Reduction.Var or Reduction.Std or Reduction.LogSumExp or Reduction.Norm or Reduction.Max or Reduction.Min when kind == NumberKinds.Complex => null,
            Reduction.Var or Reduction.Std => new ReduceKernel<Moments, double>(this, new(Parameter, Function == Reduction.Std), x, y),
            Reduction.LogSumExp => new ReduceKernel<LogSum, double>(this, default, x, y),
            Reduction.Norm => new ReduceKernel<PowerSum, double>(this, new(Parameter), x, y),
            Reduction.Max or Reduction.Min => x.DType switch
            {
                DType.Float64 => Extreme<double>(x, y),
                _ when kind == NumberKinds.Real => Extreme<float>(x, y),
                DType.UInt64 => Extreme<ulong>(x, y),
                _ => Extreme<long>(x, y),
            },
            _ => kind switch
            {
                NumberKinds.Complex => Find<Complex>(x, y),
                NumberKinds.Real => Find<double>(x, y),
                _ => Find<long>(x, y),
            },
        };
    }

    ReduceKernel<Extreme<T>, T> Extreme<T>(TensorSpec x, TensorSpec y) where T : unmanaged, INumber<T> => new(this, new(Function == Reduction.Max), x, y);

    Kernel Find<T>(TensorSpec x, TensorSpec y) where T : unmanaged, INumberBase<T> => Function switch
    {
        Reduction.Prod => new ReduceKernel<Product<T>, T>(this, default, x, y),
        Reduction.Any or Reduction.All => new ReduceKernel<Truth<T>, T>(this, new(Function == Reduction.Any), x, y),
        _ => new ReduceKernel<Total<T>, T>(this, new(Function == Reduction.Mean), x, y),
    };
}
