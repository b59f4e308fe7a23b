using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A layer that drops at random in training and gives its input back in evaluation.</summary>
public abstract class DropoutLayer : Layer
{
    private protected DropoutLayer(double p, bool inplace)
    {
        if (p is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), FormattableString.Invariant($"{Name}: p is {p}, expected a probability from 0 to 1"));
        (P, Inplace) = (p, inplace);
    }

    /// <summary>How likely something is dropped.</summary>
    public double P { get; }

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace { get; }

    private protected abstract string Name { get; }

    private protected abstract Tensor Drop(Tensor x);

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x) => Training ? Drop(x) : x;

    private protected Tensor DropFeatures(Tensor x, int rank, string expected) => x.Rank == rank ? Ops.FeatureDropout(Generator, x, P)
        : x.Rank == rank - 1 ? Ops.FeatureDropout(Generator, x.Unsqueeze(0), P).Select(0, 0)
        : throw new ArgumentException($"{Name}: input has {x.Rank} dimensions {x.Shape}, expected {expected}");
}
