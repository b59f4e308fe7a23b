using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Groups of neighbouring channels of each item brought to mean 0 and variance 1, then each channel scaled and moved (Wu and He 2018, https://arxiv.org/abs/1803.08494).</summary>
public sealed class GroupNorm : Layer
{
    /// <summary>A layer of weight 1 and bias 0.</summary>
    /// <param name="numGroups">How many groups; they divide the channels.</param>
    /// <param name="numChannels">C of [N, C, ...].</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="affine">False for neither weight nor bias.</param>
    /// <param name="bias">False for a weight alone.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public GroupNorm(int numGroups, int numChannels, double eps = 1e-5, bool affine = true, bool bias = true, DType dtype = DType.Float32) : base(dtype)
    {
        if (numGroups < 1 || numChannels % numGroups != 0)
            throw new ArgumentException($"group_norm: {numGroups} groups do not divide {numChannels} channels", nameof(numGroups));
        (NumGroups, NumChannels, Eps, Affine) = (numGroups, numChannels, eps, affine);
        Weight = Parameter("weight", [numChannels], Init.Ones, present: affine);
        Bias = Parameter("bias", [numChannels], Init.Zeros, present: affine && bias);
    }

    /// <summary>How many groups.</summary>
    public int NumGroups { get; }

    /// <summary>How many channels.</summary>
    public int NumChannels { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>True where there is a weight.</summary>
    public bool Affine { get; }

    /// <summary>[channels], if present.</summary>
    public Parameter Weight { get; }

    /// <summary>[channels], if present.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Rank >= 2 && x.Shape[1] != NumChannels
        ? throw new ArgumentException($"group_norm: input has {x.Shape[1]} channels {x.Shape}, the layer was made for {NumChannels}")
        : Ops.GroupNorm(x, NumGroups, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
}
