using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Vectors looked up by number: any shape of row numbers in, that shape with one more dimension out.</summary>
public sealed class Embedding : EmbeddingTable
{
    /// <summary>A table of zeros, or of given vectors.</summary>
    /// <param name="numEmbeddings">Rows of the table.</param>
    /// <param name="embeddingDim">Elements of each vector.</param>
    /// <param name="paddingIdx">The row that stands for padding, which training leaves as it is; negative counts from the end.</param>
    /// <param name="maxNorm">How long a vector may be; longer ones are shortened in the table when they are looked up.</param>
    /// <param name="normType">The p of the norm that measures it.</param>
    /// <param name="scaleGradByFreq">Kept for files: a matter of gradients.</param>
    /// <param name="sparse">Kept for files: a matter of gradients.</param>
    /// <param name="weight">The vectors, [rows, elements]; PyTorch's <c>_weight</c>.</param>
    /// <param name="freeze">True for vectors that training leaves as they are; PyTorch's <c>_freeze</c>.</param>
    /// <param name="dtype">Of the table, unless vectors are given.</param>
    /// <exception cref="ArgumentException">The padding is no row, or the vectors have another shape.</exception>
    public Embedding(
        int numEmbeddings, int embeddingDim, int? paddingIdx = null, double? maxNorm = null, double normType = 2, bool scaleGradByFreq = false, bool sparse = false,
        Tensor? weight = null, bool freeze = false, DType dtype = DType.Float32)
        : base(numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse, weight, dtype) => Weight.RequiresGrad = !freeze;

    /// <summary>True for vectors that training leaves as they are.</summary>
    public bool Freeze => !Weight.RequiresGrad;

    private protected override string Name => "embedding";

    /// <summary>A layer of vectors that are known.</summary>
    /// <param name="embeddings">[rows, elements].</param>
    /// <param name="freeze">True for vectors that training leaves as they are.</param>
    /// <param name="paddingIdx">The row that stands for padding; negative counts from the end.</param>
    /// <param name="maxNorm">How long a vector may be.</param>
    /// <param name="normType">The p of the norm that measures it.</param>
    /// <param name="scaleGradByFreq">Kept for files: a matter of gradients.</param>
    /// <param name="sparse">Kept for files: a matter of gradients.</param>
    /// <exception cref="ArgumentException">The vectors are no matrix, or the padding is no row.</exception>
    public static Embedding FromPretrained(
        Tensor embeddings, bool freeze = true, int? paddingIdx = null, double? maxNorm = null, double normType = 2, bool scaleGradByFreq = false, bool sparse = false)
    {
        (int rows, int elements) = RowsAndElements("embedding", embeddings);
        return new(rows, elements, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse, embeddings, freeze);
    }

    /// <summary>The vectors of row numbers, int64 or int32.</summary>
    /// <exception cref="ArgumentException">The input holds no integers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public override Tensor Forward(Tensor x)
    {
        CheckIndex(x);
        Shorten(x);
        try
        {
            return Ops.Reshape(Ops.IndexSelect(Weight.Value, 0, Ops.Reshape(x, -1)), [.. x.Shape, EmbeddingDim]);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw NoRow(x);
        }
    }
}
