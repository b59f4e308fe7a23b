using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Three-dimensional transposed convolution, which spreads each element over a window: [N, in channels, D, H, W] in, [N, out channels, od, oh, ow] out, or both without N.
/// </summary>
public sealed class ConvTranspose3d : Convolution
{
    readonly ConvTransposeOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given; every size takes 3 or (3, 5, 7).</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public ConvTranspose3d(
        int inChannels, int outChannels, Size3 kernelSize, Size3? stride = null, Padding padding = default, Size3 outputPadding = default, int groups = 1,
        bool bias = true, Size3? dilation = null, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv_transpose3d", inChannels, outChannels, [kernelSize.Depth, kernelSize.Height, kernelSize.Width], [(stride ?? 1).Depth, (stride ?? 1).Height, (stride ?? 1).Width], padding,
            [(dilation ?? 1).Depth, (dilation ?? 1).Height, (dilation ?? 1).Width], groups, bias, paddingMode, isTransposed: true, dtype)
    {
        RequireAtLeast("conv_transpose3d", "output padding", [outputPadding.Depth, outputPadding.Height, outputPadding.Width], 0);
        (KernelSize, Stride, Dilation, OutputPadding) = (kernelSize, stride ?? 1, dilation ?? 1, outputPadding);
        _op = new(3)
        {
            Stride = Stride,
            Padding = (EvenPadding[0], EvenPadding[1], EvenPadding[2]),
            OutputPadding = outputPadding,
            Dilation = Dilation,
            Groups = groups,
        };
    }

    /// <summary>The kernel's size.</summary>
    public Size3 KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public Size3 Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public Size3 Dilation { get; }

    /// <summary>What the output has more at its end.</summary>
    public Size3 OutputPadding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op);

    /// <summary>Computes an output of a given size, which takes the place of <see cref="OutputPadding"/>.</summary>
    /// <param name="x">As <see cref="Forward(Tensor)"/> takes it.</param>
    /// <param name="outputSize">Depth, height and width; several are possible where the stride exceeds 1.</param>
    /// <exception cref="ArgumentException">The size is not possible.</exception>
    public Tensor Forward(Tensor x, Size3 outputSize) =>
        Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op with { OutputPadding = Ops.OutputPaddingFor(x, KernelSize, outputSize, _op) });
}
