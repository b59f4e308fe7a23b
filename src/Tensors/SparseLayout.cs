namespace PtFormat.Tensors;

/// <summary>Which elements a <see cref="SparseTensor"/> names, and how.</summary>
public enum SparseLayout : byte
{
    /// <summary>One column of coordinates for each value.</summary>
    Coo,
    /// <summary>Rows compressed: where each row starts, and the column of each value.</summary>
    Csr,
    /// <summary>Columns compressed: where each column starts, and the row of each value.</summary>
    Csc,
    /// <summary>As <see cref="Csr"/>, of blocks instead of values.</summary>
    Bsr,
    /// <summary>As <see cref="Csc"/>, of blocks instead of values.</summary>
    Bsc,
}
