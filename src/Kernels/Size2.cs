using System.Globalization;

namespace PtFormat.Kernels;

/// <summary>Two sizes, of rows and of columns, as PyTorch's layers take them: <c>3</c> means <c>(3, 3)</c>.</summary>
/// <param name="Height">Along the second to last dimension.</param>
/// <param name="Width">Along the last dimension.</param>
public readonly record struct Size2(int Height, int Width)
{
    /// <summary>False for one number that stands for both. Files keep which it was; two sizes are equal all the same.</summary>
    public bool IsTuple { get; private init; } = true;

    /// <summary>The same size both ways.</summary>
    public static implicit operator Size2(int size) => new(size, size) { IsTuple = false };

    /// <summary>Height and width.</summary>
    public static implicit operator Size2((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>The same height and width, however they were given.</summary>
    public bool Equals(Size2 other) => (Height, Width) == (other.Height, other.Width);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <summary><c>3</c> where both are equal, else <c>(3, 5)</c>.</summary>
    public override string ToString() => Height == Width
        ? Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"({Height}, {Width})");
}
