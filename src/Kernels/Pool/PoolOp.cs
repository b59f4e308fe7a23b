namespace PtFormat.Kernels;

/// <summary>
/// One number of each window over the last one, two or three dimensions. Operand: input whose dimensions before those are
/// [N, C] or [C].
/// </summary>
/// <param name="Rank">How many dimensions a window has: 1, 2 or 3. Sizes before those are not used.</param>
/// <param name="Kernel">The window's size.</param>
public abstract record PoolOp(int Rank, Size3 Kernel) : Op
{
    /// <summary>The window's size.</summary>
    public Size3 Kernel { get; } = Kernel.Last(Rank, 1);

    /// <summary>The distance between neighbouring windows; the kernel's size unless given.</summary>
    public Size3 Stride { get; init => field = value.Last(Rank, 1); } = Kernel.Last(Rank, 1);

    /// <summary>How far windows reach beyond each side; at most half the kernel.</summary>
    public Size3 Padding { get; init => field = value.Last(Rank, 0); } = 0;

    /// <summary>Keeps a last window that reaches past the end, where it starts inside the input or its leading padding.</summary>
    public bool CeilMode { get; init; }

    private protected string? Text(string name, Size3 usual, Size3 value) => Unless(usual.ToString(Rank), name, value.ToString(Rank));
}
