using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Models;

/// <summary>A setting that is a tuple of integers.</summary>
/// <param name="Values">The integers.</param>
/// <param name="IsGiven">
/// True where the caller gave a tuple: PyTorch keeps that object, and equal constants of a program are one object. False where
/// PyTorch made a tuple of one number, a new one each time.
/// </param>
sealed record Sizes(IReadOnlyList<long> Values, bool IsGiven)
{
    public static Sizes Of(params ReadOnlySpan<int> values) => new(values.ToArray().Select(value => (long)value).ToArray(), false);

    public static Sizes Of(Size2 size) => new([size.Height, size.Width], size.IsTuple);

    public static Sizes Of(Size3 size) => new([size.Depth, size.Height, size.Width], size.IsTuple);

    /// <summary>As many as there are dimensions.</summary>
    public static Sizes Of(OneOrMore<int> sizes, int count) => new(sizes.IsOne ? [.. Enumerable.Repeat((long)sizes[0], count)] : [.. sizes.Select(size => (long)size)], !sizes.IsOne);
}
