using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Two-dimensional convolution: [N, in channels, H, W] in, [N, out channels, oh, ow] out, or both without N.</summary>
public sealed class Conv2d : Layer
{
    readonly Conv2dOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given; every size takes 3 or (3, 5).</summary>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public Conv2d(
        int inChannels, int outChannels, Size2 kernelSize, Size2? stride = null, Size2 padding = default, Size2? dilation = null, int groups = 1, bool bias = true,
        DType dtype = DType.Float32) : base(dtype)
    {
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"conv2d: {groups} groups do not divide {inChannels} input and {outChannels} output channels", nameof(groups));
        _op = new() { Stride = stride ?? 1, Padding = padding, Dilation = dilation ?? 1, Groups = groups };
        Weight = Parameter("weight", [outChannels, inChannels / groups, kernelSize.Height, kernelSize.Width], Init.KaimingUniform);
        Bias = Parameter("bias", [outChannels], Init.FanIn((long)(inChannels / groups) * kernelSize.Height * kernelSize.Width), present: bias);
    }

    /// <summary>[out channels, in channels / groups, kernel height, kernel width].</summary>
    public Parameter Weight { get; }

    /// <summary>[out channels], if present.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv2d(x, Weight.Value, Bias.ValueOrNull, _op);
}
