namespace PtFormat.Kernels;

/// <summary>The operands of one tile; strides count elements.</summary>
/// <typeparam name="T">The elements.</typeparam>
unsafe struct TileCall<T> where T : unmanaged
{
    /// <summary>Products in each sum.</summary>
    public nint K;

    /// <summary>a[i, k] is at i * ARow + k * AStep.</summary>
    public T* A;

    /// <inheritdoc cref="A"/>
    public nint ARow, AStep;

    /// <summary>b[k, j] is at k * BRow + j for the columns of a tile.</summary>
    public T* B;

    /// <inheritdoc cref="B"/>
    public nint BRow;

    /// <summary>The distance from one tile's columns of b to the next one's.</summary>
    public nint BPanel;

    /// <summary>c[i, j] is at i * CRow + j.</summary>
    public T* C;

    /// <inheritdoc cref="C"/>
    public nint CRow;

    /// <summary>What is added to the sums, from this tile's first element on.</summary>
    public Addend<T> Addend;
}
