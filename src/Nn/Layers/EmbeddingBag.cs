using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Sum, mean or greatest of vectors that are looked up in bags.</summary>
public sealed class EmbeddingBag : EmbeddingTable
{
    /// <summary>A table of zeros, or of given vectors.</summary>
    /// <param name="numEmbeddings">Rows of the table.</param>
    /// <param name="embeddingDim">Elements of each vector.</param>
    /// <param name="maxNorm">How long a vector may be; longer ones are shortened in the table when they are looked up.</param>
    /// <param name="normType">The p of the norm that measures it.</param>
    /// <param name="scaleGradByFreq">Kept for files: a matter of gradients.</param>
    /// <param name="mode"><c>sum</c>, <c>mean</c> or <c>max</c>.</param>
    /// <param name="sparse">Kept for files: a matter of gradients.</param>
    /// <param name="weight">The vectors, [rows, elements]; PyTorch's <c>_weight</c>.</param>
    /// <param name="includeLastOffset">True where one more offset says where the last bag ends.</param>
    /// <param name="paddingIdx">A row that counts in no bag; negative counts from the end.</param>
    /// <param name="dtype">Of the table, unless vectors are given.</param>
    /// <exception cref="ArgumentException">There is no such mode, the padding is no row, or the vectors have another shape.</exception>
    public EmbeddingBag(
        int numEmbeddings, int embeddingDim, double? maxNorm = null, double normType = 2, bool scaleGradByFreq = false, string mode = "mean", bool sparse = false,
        Tensor? weight = null, bool includeLastOffset = false, int? paddingIdx = null, DType dtype = DType.Float32)
        : base(numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse, weight, dtype)
    {
        (Mode, IncludeLastOffset) = (mode, includeLastOffset);
        Kind = mode switch
        {
            "sum" => BagMode.Sum,
            "mean" => BagMode.Mean,
            "max" => BagMode.Max,
            _ => throw new ArgumentException($"embedding_bag: the mode is '{mode}', expected 'sum', 'mean' or 'max'", nameof(mode)),
        };
    }

    /// <summary><c>sum</c>, <c>mean</c> or <c>max</c>.</summary>
    public string Mode { get; }

    /// <summary>True where one more offset says where the last bag ends.</summary>
    public bool IncludeLastOffset { get; }

    BagMode Kind { get; }

    private protected override string Name => "embedding_bag";

    /// <summary>A layer of vectors that are known.</summary>
    /// <param name="embeddings">[rows, elements].</param>
    /// <param name="freeze">True for vectors that training leaves as they are.</param>
    /// <param name="maxNorm">How long a vector may be.</param>
    /// <param name="normType">The p of the norm that measures it.</param>
    /// <param name="scaleGradByFreq">Kept for files: a matter of gradients.</param>
    /// <param name="mode"><c>sum</c>, <c>mean</c> or <c>max</c>.</param>
    /// <param name="sparse">Kept for files: a matter of gradients.</param>
    /// <param name="includeLastOffset">True where one more offset says where the last bag ends.</param>
    /// <param name="paddingIdx">A row that counts in no bag; negative counts from the end.</param>
    /// <exception cref="ArgumentException">The vectors are no matrix, there is no such mode, or the padding is no row.</exception>
    public static EmbeddingBag FromPretrained(
        Tensor embeddings, bool freeze = true, double? maxNorm = null, double normType = 2, bool scaleGradByFreq = false, string mode = "mean", bool sparse = false,
        bool includeLastOffset = false, int? paddingIdx = null)
    {
        (int rows, int elements) = RowsAndElements("embedding_bag", embeddings);
        EmbeddingBag bag = new(rows, elements, maxNorm, normType, scaleGradByFreq, mode, sparse, embeddings, includeLastOffset, paddingIdx);
        bag.Weight.RequiresGrad = !freeze;
        return bag;
    }

    /// <summary>One vector for each row of [bags, size], [bags, elements].</summary>
    public override Tensor Forward(Tensor x) => Forward(x, null, null);

    /// <summary>One vector for each bag, [bags, elements].</summary>
    /// <param name="input">Row numbers, int64 or int32: [bags, size], or [N] with offsets.</param>
    /// <param name="offsets">Where each bag of [N] starts, from 0 on and never less than the one before; null for [bags, size].</param>
    /// <param name="perSampleWeights">What each vector of a sum is multiplied with, of the input's shape; null for ones.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit, or the offsets do not start at 0 or lead back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Tensor Forward(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null)
    {
        CheckIndex(input);
        Shorten(input);
        if (perSampleWeights is not null && perSampleWeights.Shape != input.Shape)
            throw new ArgumentException($"embedding_bag: input is {input.Shape}, per_sample_weights is {perSampleWeights.Shape}: both must have the same shape");
        if (input.Rank == 2 && offsets is null)
        {
            long bags = input.Shape[0], size = input.Shape[1];
            Tensor starts = Ops.OnDevice(Tensor.From<long>([.. Enumerable.Range(0, checked((int)bags)).Select(i => i * size)]), input.Device);
            return Ops.EmbeddingBag(
                Weight.Value, Ops.Reshape(input, -1), starts, perSampleWeights is null ? null : Ops.Reshape(perSampleWeights, -1), new(Kind, PaddingIdx));
        }
        return input.Rank == 1 && offsets is not null
            ? Ops.EmbeddingBag(Weight.Value, input, offsets, perSampleWeights, new(Kind, PaddingIdx, IncludeLastOffset))
            : throw new ArgumentException($"embedding_bag: input is {input.Shape} {(offsets is null ? "without" : "with")} offsets, expected [bags, size] without or [N] with offsets");
    }
}
