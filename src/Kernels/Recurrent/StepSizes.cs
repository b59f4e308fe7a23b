namespace PtFormat.Kernels;

/// <summary>How many sequences each step of a packed batch holds, from the first step on; never more than the step before. Equal by value.</summary>
public sealed class StepSizes : IEquatable<StepSizes>
{
    readonly int[] _sizes;

    /// <summary>Copies the sizes.</summary>
    /// <exception cref="ArgumentException">There is no step, a size is not positive, or one is larger than the one before.</exception>
    public StepSizes(ReadOnlySpan<long> sizes)
    {
        _sizes = new int[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
            _sizes[i] = sizes[i] < 1 || i > 0 && sizes[i] > _sizes[i - 1]
                ? throw new ArgumentException($"a packed sequence's step {i} holds {sizes[i]} sequences{(i > 0 ? $" after {_sizes[i - 1]}" : "")}: sizes are positive and never grow")
                : checked((int)sizes[i]);
        if (sizes.IsEmpty)
            throw new ArgumentException("a packed sequence has no steps, at least one was needed");
        Total = _sizes.Sum(size => (long)size);
    }

    /// <summary>The number of steps.</summary>
    public int Count => _sizes.Length;

    /// <summary>The number of sequences: what the first step holds.</summary>
    public int Batch => _sizes[0];

    /// <summary>All sizes together.</summary>
    public long Total { get; }

    /// <summary>The size of a step.</summary>
    public int this[int step] => _sizes[step];

    /// <inheritdoc/>
    public bool Equals(StepSizes? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StepSizes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Total);

    /// <summary><c>[4, 3, 3, 1]</c></summary>
    public override string ToString() => $"[{string.Join(", ", _sizes)}]";
}
