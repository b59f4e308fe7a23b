using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>
/// What a convolution puts around its input: sizes as <c>1</c> or <c>(1, 2)</c>, <see cref="Same"/> or <see cref="Valid"/>.
/// </summary>
public readonly record struct Padding
{
    readonly OneOrMore<int> _sizes;

    Padding(OneOrMore<int> sizes) => _sizes = sizes;

    /// <summary>As much as keeps the input's sizes, at the end one more where that is odd. The stride must be 1.</summary>
    public static Padding Same { get; } = new() { IsSame = true };

    /// <summary>Nothing.</summary>
    public static Padding Valid { get; } = new() { IsValid = true };

    /// <summary>True for <see cref="Same"/>.</summary>
    public bool IsSame { get; private init; }

    /// <summary>True for <see cref="Valid"/>.</summary>
    public bool IsValid { get; private init; }

    /// <summary>How much at both sides of each dimension; zero for <see cref="Same"/> and <see cref="Valid"/>.</summary>
    public OneOrMore<int> Sizes => _sizes.Count == 0 ? 0 : _sizes;

    /// <summary>The same everywhere.</summary>
    public static implicit operator Padding(int size) => new(size);

    /// <summary>Height and width.</summary>
    public static implicit operator Padding((int, int) sizes) => new(sizes);

    /// <summary>Depth, height and width.</summary>
    public static implicit operator Padding((int, int, int) sizes) => new(sizes);

    /// <summary>Height and width.</summary>
    public static implicit operator Padding(Size2 sizes) => new((sizes.Height, sizes.Width));

    /// <summary>Depth, height and width.</summary>
    public static implicit operator Padding(Size3 sizes) => new((sizes.Depth, sizes.Height, sizes.Width));

    /// <summary><c>same</c>, <c>valid</c> or the sizes.</summary>
    public override string ToString() => IsSame ? "same" : IsValid ? "valid" : Sizes.ToString();
}
