using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What Embedding and EmbeddingBag share: a table of vectors, one a row.</summary>
public abstract class EmbeddingTable : Layer
{
    readonly bool _isGiven;

    private protected EmbeddingTable(
        int numEmbeddings, int embeddingDim, int? paddingIdx, double? maxNorm, double normType, bool scaleGradByFreq, bool sparse, Tensor? weight, DType dtype)
        : base(weight?.DType ?? dtype)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numEmbeddings);
        ArgumentOutOfRangeException.ThrowIfNegative(embeddingDim);
        if (paddingIdx is { } index && (index < -numEmbeddings || index >= numEmbeddings))
            throw new ArgumentException($"{Name}: padding_idx is {index}, expected a row of [{numEmbeddings}, {embeddingDim}]: {-numEmbeddings} to {numEmbeddings - 1}", nameof(paddingIdx));
        if (weight is not null && weight.Shape != [numEmbeddings, embeddingDim])
            throw new ArgumentException($"{Name}: weight is {weight.Shape}, expected [{numEmbeddings}, {embeddingDim}]", nameof(weight));
        (NumEmbeddings, EmbeddingDim, MaxNorm, NormType, ScaleGradByFreq, Sparse) = (numEmbeddings, embeddingDim, maxNorm, normType, scaleGradByFreq, sparse);
        PaddingIdx = paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
        Weight = Parameter("weight", [numEmbeddings, embeddingDim], Init.Normal());
        _isGiven = weight is not null;
        if (weight is not null)
            Weight.Value = weight;
    }

    /// <summary>Rows of the table.</summary>
    public int NumEmbeddings { get; }

    /// <summary>Elements of each vector.</summary>
    public int EmbeddingDim { get; }

    /// <summary>The row that stands for padding, not negative; null for none.</summary>
    public int? PaddingIdx { get; }

    /// <summary>How long a vector may be; null for any length.</summary>
    public double? MaxNorm { get; }

    /// <summary>The p of the norm that measures it.</summary>
    public double NormType { get; }

    /// <summary>Kept for files: a matter of gradients.</summary>
    public bool ScaleGradByFreq { get; }

    /// <summary>Kept for files: a matter of gradients.</summary>
    public bool Sparse { get; }

    /// <summary>[rows, elements].</summary>
    public Parameter Weight { get; }

    /// <summary>Draws the table, where none was given; padding is zeros.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(Generator generator, HashSet<object> done)
    {
        if (_isGiven && done.Add(Weight))
            return;
        base.Initialize(generator, done);
        if (PaddingIdx is { } padding && !_isGiven)
            Weight.Start(Ops.IndexPut(Weight.Value, [Tensor.From<long>(padding)], Tensor.Zeros([], Weight.Value.DType)));
    }

    private protected abstract string Name { get; }

    private protected static (int Rows, int Elements) RowsAndElements(string name, Tensor embeddings) => embeddings.Rank == 2
        ? (checked((int)embeddings.Shape[0]), checked((int)embeddings.Shape[1]))
        : throw new ArgumentException($"{name}: vectors are {embeddings.Shape}, expected [rows, elements]", nameof(embeddings));

    private protected void CheckIndex(Tensor index)
    {
        if (index.DType is not (DType.Int64 or DType.Int32))
            throw new ArgumentException($"{Name}: input is {index.DType.Name()} {index.Shape}, row numbers were needed: int64 or int32");
    }

    // What the look-up says in terms of tensors, in terms of the table.
    private protected ArgumentOutOfRangeException NoRow(Tensor index)
    {
        long wrong = Ops.Cast(index, DType.Int64).ToArray<long>().First(row => row < 0 || row >= NumEmbeddings);
        return new(null, $"{Name}: index {wrong} is no row of the table {Weight.Shape}: expected 0 to {NumEmbeddings - 1}");
    }

    // PyTorch shortens the vectors that are looked up, in the table itself and in evaluation too.
    private protected void Shorten(Tensor index)
    {
        if (MaxNorm is not { } longest)
            return;
        if (index.Device is Recorder)
            throw new InvalidOperationException($"{Name}: with max_norm a look-up changes the weight, which cannot be recorded: shorten the vectors first and make a layer without max_norm");
        Tensor weight = Weight.Value, rows = Ops.Unique(Ops.Cast(index, DType.Int64)).Values;
        foreach (long row in rows.ToArray<long>())
            if (row < 0 || row >= NumEmbeddings)
                return; // The look-up itself says which index is wrong.
        Tensor vectors = Ops.IndexSelect(weight, 0, rows), norms = Ops.Norm(vectors, NormType, [1], keep: true);
        Tensor shortened = Ops.Where(Ops.Gt(norms, longest), Ops.Mul(vectors, Ops.Div(longest, Ops.Add(norms, 1e-7))), vectors);
        Tensor changed = Ops.IndexPut(weight, [rows], shortened);
        if (weight.Device == Device.Cpu && weight.IsDense && weight.Storage.IsWritable)
            changed.CopyTo(weight);
        else
            Weight.Value = changed;
    }
}
