using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Two-dimensional transposed convolution, which spreads each element over a window: [N, in channels, H, W] in, [N, out channels, oh, ow] out, or both without N.
/// </summary>
public sealed class ConvTranspose2d : Convolution
{
    readonly ConvTransposeOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given; every size takes 3 or (3, 5).</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public ConvTranspose2d(
        int inChannels, int outChannels, Size2 kernelSize, Size2? stride = null, Padding padding = default, Size2 outputPadding = default, int groups = 1,
        bool bias = true, Size2? dilation = null, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv_transpose2d", inChannels, outChannels, [kernelSize.Height, kernelSize.Width], [(stride ?? 1).Height, (stride ?? 1).Width], padding,
            [(dilation ?? 1).Height, (dilation ?? 1).Width], groups, bias, paddingMode, isTransposed: true, dtype)
    {
        RequireAtLeast("conv_transpose2d", "output padding", [outputPadding.Height, outputPadding.Width], 0);
        (KernelSize, Stride, Dilation, OutputPadding) = (kernelSize, stride ?? 1, dilation ?? 1, outputPadding);
        _op = new(2)
        {
            Stride = Stride,
            Padding = (0, EvenPadding[0], EvenPadding[1]),
            OutputPadding = outputPadding,
            Dilation = Dilation,
            Groups = groups,
        };
    }

    /// <summary>The kernel's size.</summary>
    public Size2 KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public Size2 Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; }

    /// <summary>What the output has more at its end.</summary>
    public Size2 OutputPadding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op);

    /// <summary>Computes an output of a given size, which takes the place of <see cref="OutputPadding"/>.</summary>
    /// <param name="x">As <see cref="Forward(Tensor)"/> takes it.</param>
    /// <param name="outputSize">Height and width; several are possible where the stride exceeds 1.</param>
    /// <exception cref="ArgumentException">The size is not possible.</exception>
    public Tensor Forward(Tensor x, Size2 outputSize) =>
        Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op with { OutputPadding = Ops.OutputPaddingFor(x, KernelSize, outputSize, _op) });
}
