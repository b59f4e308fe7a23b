namespace PtFormat.Kernels;

/// <summary>What is added to the sums of a matrix product: nothing, a bias, or what the result holds already.</summary>
/// <typeparam name="T">The elements.</typeparam>
readonly unsafe struct Addend<T> where T : unmanaged
{
    /// <summary>What is added to c[i, j] is at i * Row + j * Column; null adds nothing.</summary>
    public readonly T* First;

    /// <summary>The distances between neighbours; the column's is 0 or 1.</summary>
    public readonly nint Row, Column;

    Addend(T* first, nint row, nint column)
    {
        First = first;
        Row = row;
        Column = column;
    }

    /// <summary>A bias with one element for each column; nothing if it is null.</summary>
    public static Addend<T> OfColumns(T* bias) => new(bias, 0, 1);

    /// <summary>A bias with one element for each row; nothing if it is null.</summary>
    public static Addend<T> OfRows(T* bias) => new(bias, 1, 0);

    /// <summary>A matrix as large as the result, often the result itself, which then accumulates.</summary>
    public static Addend<T> OfMatrix(T* matrix, nint row) => new(matrix, row, 1);

    /// <summary>The same for a part of the result.</summary>
    public Addend<T> At(nint row, nint column) => First == null ? this : new(First + row * Row + column * Column, Row, Column);
}
