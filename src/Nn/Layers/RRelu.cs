using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x where it is positive, else slope * x: in training with a slope drawn for each element, else with the mean of the bounds.</summary>
public sealed class RRelu : Layer
{
    /// <summary>A layer with bounds of the slope.</summary>
    /// <param name="lower">The least slope.</param>
    /// <param name="upper">The greatest slope.</param>
    /// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
    /// <exception cref="ArgumentException">The least slope exceeds the greatest.</exception>
    public RRelu(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false)
    {
        if (!(lower <= upper))
            throw new ArgumentException(FormattableString.Invariant($"rrelu: lower is {lower}, upper {upper}: the first must not exceed the second"), nameof(lower));
        (Lower, Upper, Inplace) = (lower, upper, inplace);
    }

    /// <summary>The least slope.</summary>
    public double Lower { get; }

    /// <summary>The greatest slope.</summary>
    public double Upper { get; }

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Training ? Ops.RRelu(Generator, x, Lower, Upper) : Ops.LeakyRelu(x, (Lower + Upper) / 2);
}
