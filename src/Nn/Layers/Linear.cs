using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x * weight transposed + bias: [..., in features] in, [..., out features] out.</summary>
public sealed class Linear : Layer
{
    /// <summary>A layer of its own parameters.</summary>
    public Linear(int inFeatures, int outFeatures, bool bias = true, DType dtype = DType.Float32) : base(dtype)
    {
        Weight = Parameter("weight", [outFeatures, inFeatures], Init.KaimingUniform);
        Bias = Parameter("bias", [outFeatures], Init.FanIn(inFeatures), present: bias);
    }

    /// <summary>A layer that shares another's weight, such as an output layer that shares an embedding's: <see cref="Nn.Parameter.TieTo"/> from the start.</summary>
    /// <param name="weight">[out features, in features].</param>
    /// <param name="bias">False for a layer without bias.</param>
    public Linear(Parameter weight, bool bias = true) : base(weight.Value.DType)
    {
        if (weight.Value.Rank != 2)
            throw new ArgumentException($"linear: weight is {weight.Value.Shape}, expected [out features, in features]", nameof(weight));
        Weight = Parameter("weight", weight, Init.KaimingUniform);
        Bias = Parameter("bias", [weight.Value.Shape[0]], Init.FanIn(weight.Value.Shape[1]), present: bias);
    }

    /// <summary>Elements of the last dimension in.</summary>
    public int InFeatures => (int)Weight.Shape[1];

    /// <summary>Elements of the last dimension out.</summary>
    public int OutFeatures => (int)Weight.Shape[0];

    /// <summary>[out features, in features].</summary>
    public Parameter Weight { get; }

    /// <summary>[out features], if present.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Linear(x, Weight.Value, Bias.ValueOrNull);

    internal override Tensor? Forward(Tensor x, Activation? then, MaxPoolOp? pool) =>
        pool is null && IsOnHost(x, Weight, Bias) ? Ops.Linear(x, Weight.Value, Bias.ValueOrNull, new() { Then = then }) : null;
}
