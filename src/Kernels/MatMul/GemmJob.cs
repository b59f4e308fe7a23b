namespace PtFormat.Kernels;

/// <summary>A matrix product in parts: blocks of rows by blocks of columns, about sixteen if each is then still worth a thread's while.</summary>
/// <typeparam name="T">The elements.</typeparam>
unsafe struct GemmJob<T> : IJob where T : unmanaged
{
    // A column of blocks this high reads its block of b from the second-level cache often enough to pay for fetching it.
    const int MostRows = 264;

    // Rows below which a part's tiles would be low ones, or reread b too often.
    const int FewRows = 24;

    const int Enough = 16;

    // About 10 to 20 microseconds at 100 to 200 GFLOP/s.
    const double LeastProducts = 1e6;

    readonly Gemm<T> _gemm;
    readonly GemmCall<T> _call;
    readonly nint _panels, _rowParts, _columnParts;

    public GemmJob(Gemm<T> gemm, in GemmCall<T> call)
    {
        _gemm = gemm;
        _call = call;
        _panels = (call.N + gemm.PanelColumns - 1) / gemm.PanelColumns;
        _rowParts = Math.Max(1, (call.M + MostRows - 1) / MostRows);
        _columnParts = Math.Max(1, (call.N + Gemm<T>.Nc - 1) / Gemm<T>.Nc);
        double products = (double)call.M * call.N * call.K;
        while (_rowParts * _columnParts < Enough && products / (2 * _rowParts * _columnParts) >= LeastProducts)
            if (call.M >= 2 * FewRows * _rowParts)
                _rowParts *= 2;
            else if (_panels >= 2 * _columnParts)
                _columnParts *= 2;
            else
                break;
    }

    public readonly int Parts => (int)(_rowParts * _columnParts);

    public readonly void Run(int part, int lane)
    {
        // Neighbouring parts share their columns, so a thread that takes both finds the block of b in its cache.
        (nint columnPart, nint rowPart) = Math.DivRem(part, _rowParts);
        nint row = _call.M * rowPart / _rowParts, rowEnd = _call.M * (rowPart + 1) / _rowParts;
        nint column = _panels * columnPart / _columnParts * _gemm.PanelColumns;
        nint columnEnd = Math.Min(_call.N, _panels * (columnPart + 1) / _columnParts * _gemm.PanelColumns);
        GemmCall<T> call = _call;
        call.M = rowEnd - row;
        call.N = columnEnd - column;
        call.A += row * call.ARow;
        call.B += call.BRow == 0 ? column * call.K : column;
        call.C += row * call.CRow + column;
        call.Addend = call.Addend.At(row, column);
        _gemm.Run(call);
    }
}
