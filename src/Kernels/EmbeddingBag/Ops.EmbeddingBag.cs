using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Sum, mean or greatest of vectors that are looked up in bags.</summary>
    /// <param name="weight">[rows, D].</param>
    /// <param name="index">Row numbers, int64 or int32 [N].</param>
    /// <param name="offsets">Where each bag starts, int64 or int32.</param>
    /// <param name="perSampleWeights">What each vector of a sum is multiplied with, [N]; null for ones.</param>
    /// <param name="op">The mode, and what else counts.</param>
    /// <returns>[bags, D].</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or the offsets do not start at 0 or lead back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static Tensor EmbeddingBag(Tensor weight, Tensor index, Tensor offsets, Tensor? perSampleWeights, EmbeddingBagOp op)
    {
        if (weight.Rank != 2 || index.Rank != 1 || offsets.Rank != 1)
            throw new ArgumentException($"embedding_bag: weight is {weight.Shape}, the indices {index.Shape}, the offsets {offsets.Shape}: expected [rows, elements] and one dimension each");
        if (op.IncludesLastOffset && offsets.Shape[0] == 0)
            throw new ArgumentException("embedding_bag: the offsets are [0], at least the end of the last bag was needed");
        if (perSampleWeights is not null && op.Mode != BagMode.Sum)
            throw new ArgumentException($"embedding_bag: per_sample_weights are for the mode sum, not {op.Mode.ToString().ToLowerInvariant()}");
        RequireShape(op, "per_sample_weights", perSampleWeights, index.Shape);
        RequireDType(op, "per_sample_weights", perSampleWeights, weight);
        long bags = offsets.Shape[0] - (op.IncludesLastOffset ? 1 : 0);
        return Run(op, weight.DType, [bags, weight.Shape[1]], weight, IndexOf(op, index), IndexOf(op, offsets), perSampleWeights);
    }
}
