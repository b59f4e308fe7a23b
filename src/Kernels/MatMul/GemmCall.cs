namespace PtFormat.Kernels;

/// <summary>
/// One matrix product: c[i, j] = then(sum over k of a[i, k] * b[k, j] + addend) for i up to M, j up to N, k up to K.
/// Strides count elements. What is not set is absent.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
unsafe struct GemmCall<T> where T : unmanaged
{
    /// <summary>Rows of c, columns of c, products in each sum.</summary>
    public nint M, N, K;

    /// <summary>a[i, k] is at i * ARow + k * AStep: AStep is 1 for a row-major a, ARow is 1 for one that is transposed.</summary>
    public T* A;

    /// <inheritdoc cref="A"/>
    public nint ARow, AStep;

    /// <summary>b as <see cref="Gemm{T}.Pack"/> lays it out, from its first panel on.</summary>
    public T* B;

    /// <summary>Not 0 where b is not packed but row-major: b[k, j] is at k * BRow + j. That pays for one strip of rows, which reads b once.</summary>
    public nint BRow;

    /// <summary>c[i, j] is at i * CRow + j.</summary>
    public T* C;

    /// <inheritdoc cref="C"/>
    public nint CRow;

    /// <summary>What is added to the sums.</summary>
    public Addend<T> Addend;

    /// <summary>Applied to each block of c when its sums are finished, while it is in the cache.</summary>
    public Activation? Then;
}
