using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>x1 * weight * x2 + bias</c>: [..., in1 features] and [..., in2 features] in, [..., out features] out.</summary>
public sealed class Bilinear : Module
{
    /// <summary>A layer of zeros.</summary>
    /// <param name="in1Features">Elements of the first input's last dimension.</param>
    /// <param name="in2Features">Elements of the second input's last dimension.</param>
    /// <param name="outFeatures">Elements of the result's last dimension.</param>
    /// <param name="bias">False for a layer without bias.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no features of the first input.</exception>
    public Bilinear(int in1Features, int in2Features, int outFeatures, bool bias = true, DType dtype = DType.Float32) : base(dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(in1Features, 1);
        (In1Features, In2Features, OutFeatures) = (in1Features, in2Features, outFeatures);
        Weight = Parameter("weight", [outFeatures, in1Features, in2Features], Init.FanIn(in1Features));
        Bias = Parameter("bias", [outFeatures], Init.FanIn(in1Features), present: bias);
    }

    /// <summary>Elements of the first input's last dimension.</summary>
    public int In1Features { get; }

    /// <summary>Elements of the second input's last dimension.</summary>
    public int In2Features { get; }

    /// <summary>Elements of the result's last dimension.</summary>
    public int OutFeatures { get; }

    /// <summary>[out features, in1 features, in2 features].</summary>
    public Parameter Weight { get; }

    /// <summary>[out features], if present.</summary>
    public Parameter Bias { get; }

    /// <summary>Computes the output of two inputs that differ in their last dimension at most.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor x1, Tensor x2)
    {
        if (x1.Rank == 0 || x2.Rank != x1.Rank || !x1.Shape.AsSpan()[..^1].SequenceEqual(x2.Shape.AsSpan()[..^1]) || x1.Shape[-1] != In1Features || x2.Shape[-1] != In2Features)
            throw new ArgumentException($"bilinear: inputs are {x1.Shape} and {x2.Shape}, expected [..., {In1Features}] and [..., {In2Features}] that differ nowhere else");
        // All products of two elements are the features of a linear layer.
        long[] sizes = [.. x1.Shape.AsSpan()[..^1], (long)In1Features * In2Features];
        Tensor products = Ops.Reshape(Ops.Mul(x1.Unsqueeze(-1), x2.Unsqueeze(-2)), sizes);
        return Ops.Linear(products, Ops.Reshape(Weight.Value, OutFeatures, (long)In1Features * In2Features), Bias.ValueOrNull);
    }
}
