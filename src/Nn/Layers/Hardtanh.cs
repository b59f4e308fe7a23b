using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Every element kept between two bounds; NaN stays.</summary>
public sealed class Hardtanh : Layer
{
    /// <summary>A layer with bounds.</summary>
    /// <param name="minVal">The least result.</param>
    /// <param name="maxVal">The greatest result; more than the least.</param>
    /// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
    /// <exception cref="ArgumentException">The bounds leave no room.</exception>
    public Hardtanh(double minVal = -1, double maxVal = 1, bool inplace = false)
    {
        if (!(minVal < maxVal))
            throw new ArgumentException(FormattableString.Invariant($"hardtanh: minVal is {minVal}, maxVal {maxVal}: the second must be greater"), nameof(maxVal));
        (MinVal, MaxVal, Inplace) = (minVal, maxVal, inplace);
    }

    /// <summary>The least result.</summary>
    public double MinVal { get; }

    /// <summary>The greatest result.</summary>
    public double MaxVal { get; }

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Hardtanh(x, MinVal, MaxVal);
}
