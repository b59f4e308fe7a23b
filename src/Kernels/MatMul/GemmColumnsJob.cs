namespace PtFormat.Kernels;

/// <summary>
/// A product whose b is packed for this once, in parts of columns: each part packs what it multiplies, so that no thread reads what another
/// has just written, which between cores costs more than a small product (128 by 128 by 128 with b packed by one thread: 31 µs on two
/// threads, 28 on one). Every thread reads all of a, so a must fit into a second-level cache.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
unsafe struct GemmColumnsJob<T> : IJob where T : unmanaged
{
    // Half of a second-level cache of 2 MB.
    const long MostBytes = 1 << 20;

    // A part of fewer panels would read a too often.
    const int FewPanels = 2;

    const int Enough = 16;

    // About 10 microseconds at 150 GFLOP/s.
    const double LeastProducts = 0.7e6;

    readonly Gemm<T> _gemm;
    readonly GemmCall<T> _call;
    readonly T* _b;
    readonly nint _row, _column, _panels;

    /// <param name="gemm">The loops.</param>
    /// <param name="call">The product; its B is room for the packed b.</param>
    /// <param name="b">As for <see cref="Gemm{T}.Pack"/>.</param>
    /// <param name="row">As for <see cref="Gemm{T}.Pack"/>.</param>
    /// <param name="column">As for <see cref="Gemm{T}.Pack"/>.</param>
    public GemmColumnsJob(Gemm<T> gemm, in GemmCall<T> call, T* b, nint row, nint column)
    {
        _gemm = gemm;
        _call = call;
        _b = b;
        _row = row;
        _column = column;
        _panels = (call.N + gemm.PanelColumns - 1) / gemm.PanelColumns;
        double products = (double)call.M * call.N * call.K;
        Parts = (int)Math.Max(1, Math.Min(Math.Min(Enough, _panels / FewPanels), products / LeastProducts));
    }

    /// <summary>True for products that are better cut this way than by <see cref="GemmJob{T}"/>.</summary>
    public static bool Suits(nint m, nint k) => (long)m * k * sizeof(T) <= MostBytes;

    public int Parts { get; }

    public readonly void Run(int part, int lane)
    {
        nint column = _panels * part / Parts * _gemm.PanelColumns, end = Math.Min(_call.N, _panels * (part + 1) / Parts * _gemm.PanelColumns);
        GemmCall<T> call = _call;
        call.N = end - column;
        call.B += column * call.K;
        call.C += column;
        call.Addend = call.Addend.At(0, column);
        _gemm.Pack(_b + column * _column, _row, _column, call.K, call.N, call.B);
        _gemm.Run(call);
    }
}
