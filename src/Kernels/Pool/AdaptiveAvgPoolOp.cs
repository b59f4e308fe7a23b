using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>The mean of each of a given number of windows, which share the input evenly and overlap by one where it does not divide.</summary>
/// <param name="Rank">How many dimensions a window has: 1, 2 or 3. Sizes before those are not used.</param>
/// <param name="Size">How many windows there are in each dimension.</param>
public sealed record AdaptiveAvgPoolOp(int Rank, Size3 Size) : Op, ICpuOp
{
    /// <summary>How many windows there are in each dimension.</summary>
    public Size3 Size { get; } = Size.Last(Rank, 1);

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"adaptive_avg_pool{Rank}d");

    /// <inheritdoc/>
    public override string Attributes => List($"size={Size.ToString(Rank)}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => FindVector(Processor.RegisterBits, inputs[0]!.Value.Shape, outputs) ?? Make<float>(),
        (true, DType.Float64) => Make<double>(),
        _ => null,
    };

    internal PoolKernel<MeanOf<T>, SharingWindows, T> Make<T>() where T : unmanaged, IFloatingPointIeee754<T> => new(Name, Rank, new(includesPadding: false, divisor: 0), new(Size));

    /// <inheritdoc cref="MaxPoolOp.FindVector"/>
    internal Kernel? FindVector(int bits, Tensors.Shape input, ReadOnlySpan<TensorSpec> outputs) => outputs.Length > 1 ? null
        : VectorPoolKernel.Of<MeanFold>(Name, bits, new(new SharingWindows(Size), Size3.Of(input, Rank), Size3.Of(outputs[0].Shape, Rank)));
}
