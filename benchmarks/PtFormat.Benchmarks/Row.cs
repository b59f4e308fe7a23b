namespace PtFormat.Benchmarks;

/// <summary>One line of a comparison.</summary>
/// <param name="Name">The work, its size and, where there are several, the kernel.</param>
/// <param name="Ours">Does the work once; what it returns is dropped after the clock has stopped.</param>
/// <param name="Torch">The job for PyTorch, or null where it has none.</param>
public sealed record Row(string Name, Func<object?> Ours, string? Torch)
{
    /// <summary>How often <see cref="Ours"/> does the work.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Tells the seconds itself where it did the work elsewhere; then <see cref="Ours"/> is not called.</summary>
    public Func<double>? OursElsewhere { get; init; }

    /// <summary>A share of the rounds, for work that takes long to set up.</summary>
    public int RoundsDivisor { get; init; } = 1;

    /// <summary>A yardstick that is neither side's.</summary>
    public Func<object?>? Plain { get; init; }
}
