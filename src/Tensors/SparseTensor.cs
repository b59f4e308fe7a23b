namespace PtFormat.Tensors;

/// <summary>A tensor given by its non-zero elements: made of tensors, with no arithmetic of its own.</summary>
/// <param name="Layout">How the elements are named.</param>
/// <param name="Shape">The shape as a whole.</param>
/// <param name="Indices">
/// COO: int64 [sparse dimensions, count]. Compressed: the start of each row (or column), and one more for the end.
/// </param>
/// <param name="PlainIndices">Compressed: the column (or row) of each value. COO: null.</param>
/// <param name="Values">The values: [count, dense dimensions…], blocks for BSR and BSC.</param>
/// <param name="IsCoalesced">COO: whether the file says that the coordinates are sorted and unique; null where it does not say.</param>
public sealed record SparseTensor(SparseLayout Layout, Shape Shape, Tensor Indices, Tensor? PlainIndices, Tensor Values, bool? IsCoalesced = null)
{
    /// <summary>The dtype of the values.</summary>
    public DType DType => Values.DType;

    /// <summary>How many values (or blocks) are given.</summary>
    public long Count => Layout == SparseLayout.Coo ? Indices.Shape[-1] : PlainIndices!.Shape[-1];

    /// <summary>PyTorch's name of the layout: <c>sparse_coo</c>.</summary>
    public string LayoutName => $"sparse_{Layout.ToString().ToLowerInvariant()}";

    /// <summary><c>sparse_coo float32 [3, 4] with 5 values</c></summary>
    public override string ToString() => $"{LayoutName} {DType.Name()} {Shape} with {Count} values";
}
