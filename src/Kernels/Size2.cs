using System.Globalization;

namespace PtFormat.Kernels;

/// <summary>Two sizes, of rows and of columns, as PyTorch's layers take them: <c>3</c> means <c>(3, 3)</c>.</summary>
/// <param name="Height">Along the second to last dimension.</param>
/// <param name="Width">Along the last dimension.</param>
public readonly record struct Size2(int Height, int Width)
{
    /// <summary>The same size both ways.</summary>
    public static implicit operator Size2(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary><c>3</c> where both are equal, else <c>(3, 5)</c>.</summary>
    public override string ToString() => Height == Width
        ? Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"({Height}, {Width})");
}
