using System.Globalization;

namespace PtFormat.Kernels;

/// <summary>Three sizes, of planes, rows and columns, as PyTorch's layers take them: <c>3</c> means <c>(3, 3, 3)</c>.</summary>
/// <param name="Depth">Along the third to last dimension.</param>
/// <param name="Height">Along the second to last dimension.</param>
/// <param name="Width">Along the last dimension.</param>
public readonly record struct Size3(int Depth, int Height, int Width)
{
    /// <summary>False for one number that stands for all three. Files keep which it was; two sizes are equal all the same.</summary>
    public bool IsTuple { get; private init; } = true;

    /// <summary>The same size in all three ways.</summary>
    public static implicit operator Size3(int size) => new(size, size, size) { IsTuple = false };

    /// <summary>Depth, height and width.</summary>
    public static implicit operator Size3((int Depth, int Height, int Width) size) => new(size.Depth, size.Height, size.Width);

    /// <summary>Images are volumes one plane deep.</summary>
    public static implicit operator Size3(Size2 size) => new(1, size.Height, size.Width);

    /// <summary>The same depth, height and width, however they were given.</summary>
    public bool Equals(Size3 other) => (Depth, Height, Width) == (other.Depth, other.Height, other.Width);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Depth, Height, Width);

    /// <summary><c>3</c> where all are equal, else <c>(3, 5, 7)</c>.</summary>
    public override string ToString() => ToString(3);

    /// <summary>The last one, two or three of them, as operations of that many dimensions print them.</summary>
    internal string ToString(int rank) => rank switch
    {
        1 => Width.ToString(CultureInfo.InvariantCulture),
        2 => new Size2(Height, Width).ToString(),
        _ => Depth == Height && Height == Width ? Depth.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"({Depth}, {Height}, {Width})"),
    };

    /// <summary>Depth, height or width: 0, 1 or 2.</summary>
    internal int this[int dimension] => dimension switch { 0 => Depth, 1 => Height, _ => Width };

    /// <summary>True when all are at least a bound.</summary>
    internal bool AtLeast(int least) => Depth >= least && Height >= least && Width >= least;

    /// <summary>The same where one or two dimensions are meant: those before them get a size that does nothing.</summary>
    internal Size3 Last(int rank, int before) => new(rank > 2 ? Depth : before, rank > 1 ? Height : before, Width);

    /// <summary>The elements of a box of these sizes.</summary>
    internal int Volume => checked(Depth * Height * Width);

    /// <summary>The last one, two or three sizes of a shape, after as many ones as are missing.</summary>
    internal static Size3 Of(Tensors.Shape shape, int rank) =>
        new(rank > 2 ? KernelSpans.Int(shape[-3]) : 1, rank > 1 ? KernelSpans.Int(shape[-2]) : 1, KernelSpans.Int(shape[-1]));
}
