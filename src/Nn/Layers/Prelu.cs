using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x where it is positive, else weight * x, with one weight or one for each channel, dimension 1.</summary>
public sealed class Prelu : Layer
{
    /// <summary>A layer whose weights all start from a number.</summary>
    /// <param name="numParameters">1, or the number of channels.</param>
    /// <param name="init">What every weight starts from.</param>
    /// <param name="dtype">Of the weight.</param>
    /// <exception cref="ArgumentException">There is less than one weight.</exception>
    public Prelu(int numParameters = 1, double init = 0.25, DType dtype = DType.Float32) : base(dtype)
    {
        if (numParameters < 1)
            throw new ArgumentException($"prelu: numParameters is {numParameters}, at least 1 was needed", nameof(numParameters));
        Init = init;
        Weight = Parameter("weight", [numParameters], Nn.Init.Constant(init));
    }

    /// <summary>How many weights there are.</summary>
    public int NumParameters => (int)Weight.Value.Shape[0];

    /// <summary>What every weight started from.</summary>
    public double Init { get; }

    /// <summary>[1] or [channels].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Prelu(x, Weight.Value);
}
