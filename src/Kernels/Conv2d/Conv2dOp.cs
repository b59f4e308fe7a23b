using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Two-dimensional convolution, which is cross-correlation as in PyTorch. Operands: input [N, C, H, W], weight
/// [O, C / groups, kh, kw], bias [O] or none.
/// </summary>
public sealed record Conv2dOp : Op, ICpuOp
{
    /// <summary>The distance between neighbouring windows.</summary>
    public Size2 Stride { get; init; } = 1;

    /// <summary>Rows and columns of zeros added at each side.</summary>
    public Size2 Padding { get; init; } = 0;

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; init; } = 1;

    /// <summary>Channels are split into so many groups that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "conv2d";

    /// <inheritdoc/>
    public override string Attributes => List(
        Unless<Size2>(1, "stride", Stride), Unless<Size2>(0, "padding", Padding), Unless<Size2>(1, "dilation", Dilation), Unless(1, "groups", Groups));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => new Conv2dKernel<float>(this),
        (true, DType.Float64) => new Conv2dKernel<double>(this),
        _ => null,
    };
}
