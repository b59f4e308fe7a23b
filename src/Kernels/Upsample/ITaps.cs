using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>An element of the input and its share of an element of the output.</summary>
readonly record struct Tap<T>(int Index, T Weight) where T : unmanaged;

/// <summary>Which elements along one dimension an element of the output is made of.</summary>
interface ITaps<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many elements.</summary>
    static abstract int Count { get; }

    /// <summary>Finds them.</summary>
    /// <param name="index">The position in the output.</param>
    /// <param name="size">The input's size.</param>
    /// <param name="outSize">The output's size.</param>
    /// <param name="step">The distance in the input of neighbours in the output.</param>
    /// <param name="alignCorners">True where position 0 lies on position 0, false where their outer edges meet.</param>
    /// <param name="taps">What is found.</param>
    void Find(int index, int size, int outSize, T step, bool alignCorners, Span<Tap<T>> taps);
}
