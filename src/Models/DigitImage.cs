using PtFormat.Pickle;
using PtFormat.Tensors;
using StbImageSharp;

namespace PtFormat.Models;

/// <summary>
/// A picture of one digit as the models want it: 8 by 8 pixels of ink from 0 to 1. The digit should fill the picture; dark ink
/// on light paper is turned into light on dark, which is how the training data are.
/// </summary>
public sealed class DigitImage
{
    /// <summary>Rows, and columns, of the reduced picture.</summary>
    public const int Size = 8;

    const int MaxFileBytes = 32 << 20;
    const int MaxSide = 8192;

    readonly float[] _ink;

    DigitImage(float[] ink) => _ink = ink;

    /// <summary>Ink from 0 to 1, row by row.</summary>
    public ReadOnlySpan<float> Ink => _ink;

    /// <summary>Takes 64 bytes of ink, row by row: 0 none, 255 full.</summary>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public static DigitImage FromBytes(ReadOnlySpan<byte> ink)
    {
        if (ink.Length != Size * Size)
            throw new ArgumentException($"a digit is {Size} rows of {Size} bytes, {ink.Length} bytes were given", nameof(ink));
        float[] values = new float[ink.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = ink[i] / 255f;
        return new(values);
    }

    /// <summary>Reads a PNG, JPEG, BMP, GIF or TGA file.</summary>
    /// <exception cref="PtFormatException">The file holds no picture, or too large a one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DigitImage Load(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (source.Length == 0)
            throw new PtFormatException(PtErrorKind.Unsupported, "the file is empty, or no regular file: a picture of a digit was expected").In(path, null);
        if (source.Length > MaxFileBytes)
            throw TooLong(source.Length).In(path, null);
        byte[] bytes = new byte[source.Length];
        if (!source.TryReadExactly(0, bytes))
            throw new PtFormatException(PtErrorKind.Truncated, "the picture became shorter while it was read").In(path, null);
        try
        {
            return Decode(bytes);
        }
        catch (PtFormatException e)
        {
            throw e.In(path, null);
        }
    }

    /// <summary>Reads a PNG, JPEG, BMP, GIF or TGA file that is in memory, such as an upload.</summary>
    /// <param name="bytes">The whole file, at most 32 MiB.</param>
    /// <exception cref="PtFormatException">The bytes are no picture, or too large a one.</exception>
    public static DigitImage Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length > MaxFileBytes)
            throw TooLong(bytes.Length);
        ImageResult picture;
        try
        {
            // The size is looked at before anything is allocated for it.
            using MemoryStream stream = new(bytes, writable: false);
            ImageInfo info = ImageInfo.FromStream(stream)
                ?? throw new PtFormatException(PtErrorKind.Unsupported, "this is no picture: a PNG, JPEG, BMP or GIF of a digit was expected");
            if (info.Width is < Size or > MaxSide || info.Height is < Size or > MaxSide)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the picture is {info.Width} by {info.Height} pixels: {Size} to {MaxSide} were expected");
            picture = ImageResult.FromMemory(bytes, ColorComponents.GreyAlpha);
        }
        catch (Exception e) when (e is not (PtFormatException or OutOfMemoryException))
        {
            // The decoder throws whatever its port of C ran into; all of it means the same to a caller.
            throw new PtFormatException(PtErrorKind.Malformed, "the picture is damaged", inner: e);
        }
        return Reduce(picture.Data, picture.Width, picture.Height);
    }

    static PtFormatException TooLong(long bytes) =>
        new(PtErrorKind.Unsupported, $"{bytes} bytes are too many for a picture of a digit: at most 32 MiB were expected");

    // Each of the 64 pixels is the mean of the area it covers; blocks of equal pixels give their value exactly.
    static DigitImage Reduce(byte[] greyAlpha, int width, int height)
    {
        bool paper = IsLightPaper(greyAlpha, width, height);
        float[] ink = new float[Size * Size];
        for (int row = 0; row < Size; row++)
            for (int column = 0; column < Size; column++)
            {
                double sum = 0, area = 0;
                (double top, double bottom) = ((double)row * height / Size, (row + 1.0) * height / Size);
                (double left, double right) = ((double)column * width / Size, (column + 1.0) * width / Size);
                for (int y = (int)top; y < bottom; y++)
                {
                    double high = Math.Min(bottom, y + 1) - Math.Max(top, y);
                    for (int x = (int)left; x < right; x++)
                    {
                        double part = high * (Math.Min(right, x + 1) - Math.Max(left, x));
                        sum += part * Light(greyAlpha, y * width + x);
                        area += part;
                    }
                }
                float light = (float)(sum / area);
                ink[row * Size + column] = (paper ? 255f - light : light) / 255f;
            }
        return new(ink);
    }

    // What shows through transparent pixels is white, as on a page.
    static double Light(byte[] greyAlpha, int pixel)
    {
        (int grey, int alpha) = (greyAlpha[2 * pixel], greyAlpha[2 * pixel + 1]);
        return alpha == 255 ? grey : (grey * alpha + 255 * (255 - alpha)) / 255.0;
    }

    // Ink seldom reaches the border, so the border shows what it is written on.
    static bool IsLightPaper(byte[] greyAlpha, int width, int height)
    {
        double sum = 0;
        for (int x = 0; x < width; x++)
            sum += Light(greyAlpha, x) + Light(greyAlpha, (height - 1) * width + x);
        for (int y = 0; y < height; y++)
            sum += Light(greyAlpha, y * width) + Light(greyAlpha, y * width + width - 1);
        return sum > 255.0 * (width + height);
    }
}
