using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>The mean of each window.</summary>
/// <inheritdoc cref="PoolOp"/>
public sealed record AvgPoolOp(int Rank, Size3 Kernel) : PoolOp(Rank, Kernel), ICpuOp
{
    /// <summary>True where padding counts as zeros; else the sum is divided by the number of elements inside.</summary>
    public bool CountIncludePad { get; init; } = true;

    /// <summary>What sums are divided by in place of a count.</summary>
    public int? DivisorOverride { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"avg_pool{Rank}d");

    /// <inheritdoc/>
    public override string Attributes => List(
        $"kernel={Kernel.ToString(Rank)}", Text("stride", Kernel, Stride), Text("padding", 0, Padding), CeilMode ? "ceil_mode" : null,
        Unless(true, "count_include_pad", CountIncludePad), DivisorOverride is { } divisor ? $"divisor={divisor}" : null);

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => FindVector(Processor.RegisterBits, inputs[0]!.Value.Shape, outputs) ?? Make<float>(),
        (true, DType.Float64) => Make<double>(),
        _ => null,
    };

    internal PoolKernel<MeanOf<T>, SteppingWindows, T> Make<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        new(Name, Rank, new(CountIncludePad, DivisorOverride ?? 0), new(Kernel, Stride, Padding, 1));

    /// <inheritdoc cref="MaxPoolOp.FindVector"/>
    internal Kernel? FindVector(int bits, Tensors.Shape input, ReadOnlySpan<TensorSpec> outputs)
    {
        Size3 size = Size3.Of(input, Rank), outSize = Size3.Of(outputs[0].Shape, Rank);
        return VectorPoolKernel.Of<MeanFold>(Name, bits, PoolPlan.Stepping(size, outSize, Kernel, Stride, Padding, 1, DivisorOverride ?? 0, CountIncludePad));
    }
}
