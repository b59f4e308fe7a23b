using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>The largest element of each window; what lies outside never wins, and a NaN in a window does, as in PyTorch.</summary>
/// <inheritdoc cref="PoolOp"/>
public sealed record MaxPoolOp(int Rank, Size3 Kernel) : PoolOp(Rank, Kernel), ICpuOp
{
    /// <summary>The distance between the elements of a window.</summary>
    public Size3 Dilation { get; init => field = value.Last(Rank, 1); } = 1;

    /// <summary>True where a second output says which element it was, int64, counted within the dimensions of a window.</summary>
    public bool ReturnIndices { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"max_pool{Rank}d");

    /// <inheritdoc/>
    public override string Attributes => List(
        $"kernel={Kernel.ToString(Rank)}", Text("stride", Kernel, Stride), Text("padding", 0, Padding), Text("dilation", 1, Dilation),
        CeilMode ? "ceil_mode" : null, ReturnIndices ? "return_indices" : null);

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => FindVector(Processor.RegisterBits, inputs[0]!.Value.Shape, outputs) ?? Make<float>(),
        (true, DType.Float64) => Make<double>(),
        _ => null,
    };

    internal PoolKernel<LargestOf<T>, SteppingWindows, T> Make<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        new(Name, Rank, new(), new(Kernel, Stride, Padding, Dilation));

    /// <summary>The kernel for registers of a width, or null where there is none.</summary>
    internal Kernel? FindVector(int bits, Tensors.Shape input, ReadOnlySpan<TensorSpec> outputs) => outputs.Length > 1 ? null
        : VectorPoolKernel.Of<MaxFold>(Name, bits, Plan(Size3.Of(input, Rank), Size3.Of(outputs[0].Shape, Rank)));

    internal PoolPlan Plan(Size3 size, Size3 outSize) => PoolPlan.Stepping(size, outSize, Kernel, Stride, Padding, Dilation);
}
