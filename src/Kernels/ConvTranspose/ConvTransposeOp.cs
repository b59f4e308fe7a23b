using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// What a convolution's gradient is to its input: each element spreads the kernel over the output. Operands: input [N, C, …],
/// weight [C, O / groups, k…], bias [O] or none, with one, two or three sizes at the end.
/// </summary>
/// <param name="Rank">How many dimensions the kernel has: 1, 2 or 3. Sizes before those are not used.</param>
public sealed record ConvTransposeOp(int Rank) : Op, ICpuOp
{
    /// <summary>The distance in the output of what neighbouring elements spread.</summary>
    public Size3 Stride { get; init => field = value.Last(Rank, 1); } = 1;

    /// <summary>Planes, rows and columns cut off at each side of the output.</summary>
    public Size3 Padding { get; init => field = value.Last(Rank, 0); } = 0;

    /// <summary>Planes, rows and columns that the output has more at its end.</summary>
    public Size3 OutputPadding { get; init => field = value.Last(Rank, 0); } = 0;

    /// <summary>The distance in the output of the kernel's elements.</summary>
    public Size3 Dilation { get; init => field = value.Last(Rank, 1); } = 1;

    /// <summary>Channels are split into so many groups that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"conv_transpose{Rank}d");

    /// <inheritdoc/>
    public override string Attributes => List(
        Unless("1", "stride", Stride.ToString(Rank)), Unless("0", "padding", Padding.ToString(Rank)), Unless("0", "output_padding", OutputPadding.ToString(Rank)),
        Unless("1", "dilation", Dilation.ToString(Rank)), Unless(1, "groups", Groups));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => FindVector(Processor.RegisterBits, inputs[0]!.Value.Shape, inputs[1]!.Value.Shape, outputs[0].Shape) ?? new ConvTransposeKernel<float>(this),
        (true, DType.Float64) => new ConvTransposeKernel<double>(this),
        _ => null,
    };

    /// <inheritdoc cref="Conv3dOp.FindVector"/>
    internal Kernel? FindVector(int bits, Tensors.Shape input, Tensors.Shape weight, Tensors.Shape output) =>
        bits < 128 || output.ElementCount == 0 || input[1] == 0 ? null : new SpreadingKernel(this, input, weight, output, bits);
}
