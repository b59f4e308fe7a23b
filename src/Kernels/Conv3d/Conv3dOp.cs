using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Three-dimensional convolution, which is cross-correlation as in PyTorch. Operands: input [N, C, D, H, W], weight
/// [O, C / groups, kd, kh, kw], bias [O] or none.
/// </summary>
public sealed record Conv3dOp : Op, ICpuOp
{
    /// <summary>The distance between neighbouring windows.</summary>
    public Size3 Stride { get; init; } = 1;

    /// <summary>Planes, rows and columns of zeros added at each side.</summary>
    public Size3 Padding { get; init; } = 0;

    /// <summary>The distance between the elements of a window.</summary>
    public Size3 Dilation { get; init; } = 1;

    /// <summary>Channels are split into so many groups that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "conv3d";

    /// <inheritdoc/>
    public override string Attributes => List(
        Unless<Size3>(1, "stride", Stride), Unless<Size3>(0, "padding", Padding), Unless<Size3>(1, "dilation", Dilation), Unless(1, "groups", Groups));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => FindVector(Processor.RegisterBits, inputs[0]!.Value.Shape, inputs[1]!.Value.Shape, outputs[0].Shape) ?? new Conv3dKernel<float>(this),
        (true, DType.Float64) => new Conv3dKernel<double>(this),
        _ => null,
    };

    /// <summary>The kernel for registers of a width, or null where only the reference serves.</summary>
    internal Kernel? FindVector(int bits, Tensors.Shape input, Tensors.Shape weight, Tensors.Shape output) =>
        bits < 128 || output.ElementCount == 0 || input[1] == 0 ? null : new VolumeConvKernel(this, input, weight, output, bits);
}
