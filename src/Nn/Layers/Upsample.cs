using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Signals [N, C, L], images [N, C, H, W] or volumes [N, C, D, H, W] in another size, larger or smaller.</summary>
public class Upsample : Layer
{
    /// <summary>A layer that makes a size, or multiplies each by a factor: one of both is given.</summary>
    /// <param name="size">The sizes of the output.</param>
    /// <param name="scaleFactor">By what the input's sizes are multiplied, rounded down.</param>
    /// <param name="mode">How elements between the given ones are found.</param>
    /// <param name="alignCorners">True where the centres of the outermost elements meet; false, or null, where their outer edges do.</param>
    /// <param name="recomputeScaleFactor">True where elements lie apart by the quotient of the rounded sizes and not by the factor.</param>
    /// <exception cref="ArgumentException">Both or neither of size and factor are given, or a setting does not go with the others.</exception>
    public Upsample(
        OneOrMore<int>? size = null, OneOrMore<double>? scaleFactor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? alignCorners = null,
        bool? recomputeScaleFactor = null)
    {
        if (size.HasValue == scaleFactor.HasValue)
            throw new ArgumentException($"upsample: {(size.HasValue ? $"both size {size} and scaleFactor {scaleFactor} are" : "neither size nor scaleFactor is")} given: one was needed");
        if (scaleFactor?.Any(factor => !(factor > 0) || !double.IsFinite(factor)) == true)
            throw new ArgumentException($"upsample: scaleFactor is {scaleFactor}, more than 0 was needed", nameof(scaleFactor));
        if (alignCorners.HasValue && mode is UpsampleMode.Nearest or UpsampleMode.NearestExact && alignCorners.HasValue)
            throw new ArgumentException($"upsample: alignCorners is {alignCorners} with mode {mode.ToString().ToLowerInvariant()}: it goes with linear, bilinear, bicubic and trilinear alone", nameof(alignCorners));
        if (recomputeScaleFactor == true && size.HasValue)
            throw new ArgumentException($"upsample: recomputeScaleFactor with size {size}: there is no factor to compute", nameof(recomputeScaleFactor));
        (Size, ScaleFactor, Mode, AlignCorners, RecomputeScaleFactor) = (size, scaleFactor, mode, alignCorners, recomputeScaleFactor);
    }

    /// <summary>The sizes of the output.</summary>
    public OneOrMore<int>? Size { get; }

    /// <summary>By what the input's sizes are multiplied.</summary>
    public OneOrMore<double>? ScaleFactor { get; }

    /// <summary>How elements between the given ones are found.</summary>
    public UpsampleMode Mode { get; }

    /// <summary>True where the centres of the outermost elements meet.</summary>
    public bool? AlignCorners { get; }

    /// <summary>True where elements lie apart by the quotient of the rounded sizes.</summary>
    public bool? RecomputeScaleFactor { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int rank = x.Rank - 2;
        if (rank is < 1 or > 3)
            throw new ArgumentException($"upsample: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels] and 1 to 3 more");
        int[] size = [1, 1, 1];
        double[] scale = [0, 0, 0];
        int[]? sizes = Size?.For("upsample", "size", rank);
        double[]? factors = ScaleFactor?.For("upsample", "scaleFactor", rank);
        for (int i = 1; i <= rank; i++)
        {
            size[^i] = sizes is not null ? sizes[^i] : checked((int)Math.Floor(x.Shape[-i] * factors![^i]));
            if (factors is not null && RecomputeScaleFactor != true)
                scale[^i] = factors[^i];
        }
        return Ops.Upsample(x, new(Mode, rank, new(size[0], size[1], size[2])) { AlignCorners = AlignCorners == true, Scale = (scale[0], scale[1], scale[2]) });
    }
}
