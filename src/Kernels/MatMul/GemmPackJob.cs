namespace PtFormat.Kernels;

/// <summary>The packing of one side of a matrix product, some panels at a time.</summary>
/// <typeparam name="T">The elements.</typeparam>
unsafe struct GemmPackJob<T> : IJob where T : unmanaged
{
    // About 20 microseconds at 10 GB/s.
    const int PartFloats = 50_000;

    readonly Gemm<T> _gemm;
    readonly T* _b, _packed;
    readonly nint _row, _column, _k, _n, _partColumns;

    public GemmPackJob(Gemm<T> gemm, T* b, nint row, nint column, nint k, nint n, T* packed)
    {
        _gemm = gemm;
        _b = b;
        _packed = packed;
        _row = row;
        _column = column;
        _k = k;
        _n = n;
        _partColumns = (PartFloats / Math.Max(1, k) / gemm.PanelColumns + 1) * gemm.PanelColumns;
    }

    public readonly int Parts => (int)((_n + _partColumns - 1) / _partColumns);

    public readonly void Run(int part, int lane)
    {
        nint column = part * _partColumns;
        _gemm.Pack(_b + column * _column, _row, _column, _k, Math.Min(_partColumns, _n - column), _packed + column * _k);
    }
}
