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

    /// <summary>
    /// True where errors must stay within the rounding of plain sums (about 1e-6 of the largest magnitude). Else float32
    /// convolutions of 3 by 3 elements over many channels, and of 5 rows of elements over few, may go a faster way whose errors are
    /// up to 2e-5 and 1e-5 of the largest magnitude: Winograd's F(4x4, 3x3) and F(2, 5).
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>A function of the sums, or none.</summary>
    internal Activation? Then { get; init; }

    /// <summary>A two-dimensional pooling of what comes out, without indices, or none.</summary>
    internal MaxPoolOp? Pool { get; init; }

    /// <inheritdoc/>
    public override string Name => "conv2d";

    /// <inheritdoc/>
    public override string Attributes => List(
        Unless<Size2>(1, "stride", Stride), Unless<Size2>(0, "padding", Padding), Unless<Size2>(1, "dilation", Dilation), Unless(1, "groups", Groups),
        Strict ? "strict" : null, Then is null ? null : $"then={Then}", Pool is null ? null : $"pool={Pool}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (!AreDense(inputs))
            return null;
        ConvSizes sizes = new(this, inputs[0]!.Value.Shape, inputs[1]!.Value.Shape);
        return outputs[0].DType switch
        {
            DType.Float32 => ConvChoice.Find(this, sizes, Processor.RegisterBits) ?? new Conv2dKernel<float>(this, sizes),
            DType.Float64 => new Conv2dKernel<double>(this, sizes),
            _ => null,
        };
    }
}
