using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>One minus the cosine of the angle between two vectors where the target is 1, <c>max(0, cosine - margin)</c> where it is -1.</summary>
/// <param name="margin">Up to which cosine vectors count as different, -1 to 1.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class CosineEmbeddingLoss(double margin = 0, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>Up to which cosine vectors count as different, -1 to 1.</summary>
    public double Margin => margin;

    private protected override string Name => "cosine_embedding_loss";

    /// <summary>The loss of vectors [N, D] with a target [N], or [D] with one target.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input1, Tensor input2, Tensor target)
    {
        RequireBroadcast(input1, input2, "the second input");
        if (input1.Rank != target.Rank + 1 || target.Rank > 1 || target.Rank == 1 && target.Shape[0] != input1.Shape[0])
            throw new ArgumentException($"{Name}: input is {input1.Shape}, target is {target.Shape}: expected [N, D] with [N], or [D] with []");
        // PyTorch's, beside which a vector of zeros is at right angles to all.
        const double Epsilon = 1e-12;
        Tensor product = Ops.Sum(Ops.Mul(input1, input2), [-1]);
        Tensor first = Ops.Add(Ops.Sum(Ops.Square(input1), [-1]), Epsilon), second = Ops.Add(Ops.Sum(Ops.Square(input2), [-1]), Epsilon);
        Tensor cosine = Ops.Div(product, Ops.Sqrt(Ops.Mul(first, second)));
        Tensor same = Ops.Where(Ops.Eq(target, 1), Ops.Sub(1, cosine), 0.0), different = Ops.Where(Ops.Eq(target, -1), Ops.Clamp(Ops.Sub(cosine, margin), min: 0), 0.0);
        return Reduced(Ops.Add(same, different));
    }
}
