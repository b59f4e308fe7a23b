namespace PtFormat.Kernels;

/// <summary>
/// What is known of the elements seen so far. A copy starts every reduction. Floats are accumulated in float64, whatever their
/// dtype: that is at least as exact as PyTorch's cascades of float32, and rounded once.
/// </summary>
interface IAccumulator<T> where T : unmanaged
{
    /// <summary>Takes the next elements.</summary>
    /// <param name="block">At least one element, at most <see cref="ElementReader{T}.Block"/>.</param>
    /// <param name="position">The index of the first.</param>
    void Add(ReadOnlySpan<T> block, long position);

    /// <summary>What all became.</summary>
    /// <param name="count">How many they were.</param>
    T Result(long count);

    /// <summary>Where the result stands, for those that pick one.</summary>
    long Index => 0;
}
