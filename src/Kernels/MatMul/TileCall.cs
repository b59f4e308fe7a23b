namespace PtFormat.Kernels;

/// <summary>The operands of one tile; strides count elements.</summary>
unsafe struct TileCall
{
    /// <summary>Products in each sum.</summary>
    public nint K;

    /// <summary>a[i, k] is at i * ARow + k * AStep.</summary>
    public float* A;

    /// <inheritdoc cref="A"/>
    public nint ARow, AStep;

    /// <summary>A panel of b, from the first k on.</summary>
    public float* B;

    /// <summary>c[i, j] is at i * CRow + j.</summary>
    public float* C;

    /// <inheritdoc cref="C"/>
    public nint CRow;

    /// <summary>What is added to the sums, from this tile's first element on.</summary>
    public Addend Addend;
}
