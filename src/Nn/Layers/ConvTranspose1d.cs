using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// One-dimensional transposed convolution, which spreads each element over a window: [N, in channels, L] in, [N, out channels, ol] out, or both without N.
/// </summary>
public sealed class ConvTranspose1d : Convolution
{
    readonly ConvTransposeOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given.</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public ConvTranspose1d(
        int inChannels, int outChannels, int kernelSize, int stride = 1, Padding padding = default, int outputPadding = 0, int groups = 1,
        bool bias = true, int dilation = 1, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv_transpose1d", inChannels, outChannels, [kernelSize], [stride], padding,
            [dilation], groups, bias, paddingMode, isTransposed: true, dtype)
    {
        RequireAtLeast("conv_transpose1d", "output padding", [outputPadding], 0);
        (KernelSize, Stride, Dilation, OutputPadding) = (kernelSize, stride, dilation, outputPadding);
        _op = new(1)
        {
            Stride = Stride,
            Padding = EvenPadding[0],
            OutputPadding = outputPadding,
            Dilation = Dilation,
            Groups = groups,
        };
    }

    /// <summary>The kernel's size.</summary>
    public int KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public int Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public int Dilation { get; }

    /// <summary>What the output has more at its end.</summary>
    public int OutputPadding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op);

    /// <summary>Computes an output of a given size, which takes the place of <see cref="OutputPadding"/>.</summary>
    /// <param name="x">As <see cref="Forward(Tensor)"/> takes it.</param>
    /// <param name="outputSize">The length; several are possible where the stride exceeds 1.</param>
    /// <exception cref="ArgumentException">The size is not possible.</exception>
    public Tensor Forward(Tensor x, int outputSize) =>
        Ops.ConvTranspose(x, Weight.Value, Bias.ValueOrNull, _op with { OutputPadding = Ops.OutputPaddingFor(x, KernelSize, outputSize, _op) });
}
