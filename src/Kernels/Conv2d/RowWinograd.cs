using System.Runtime.CompilerServices;
using PtFormat.Kernels.Elementwise;

namespace PtFormat.Kernels;

/// <summary>
/// Convolution of five rows of taps with Winograd's F(2, 5) along columns (<see cref="Winograd2Of5"/>): two rows of outputs come from
/// six rows of inputs, transformed once for all output channels, by 6 products instead of 10; along rows it is a direct convolution. The
/// two rows are what a pooling of two by two wants, and where one follows it is done before anything is stored.
/// <para>
/// Transformed inputs lie as [point][pair of rows][channel][x].
/// </para>
/// </summary>
/// <typeparam name="V">The register.</typeparam>
abstract unsafe class RowWinograd<V> : BandConv where V : struct, ISimdPairs<V>
{
    readonly PaddedRows<V> _padded;
    readonly bool _copies;
    readonly int _pitch;

    /// <param name="op">The operation.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="bits">512, 256 or 128.</param>
    /// <param name="way">What the kernel's name says of it.</param>
    /// <param name="reach">Elements that are read of a transformed row.</param>
    /// <param name="productRowBytes">What the products of one row of outputs take.</param>
    protected RowWinograd(Conv2dOp op, ConvSizes sizes, int bits, string way, int reach, int productRowBytes)
        : base(op, sizes, bits, way, Winograd2Of5.Points / 2 * (sizes.Channels * sizes.Width * sizeof(float) + productRowBytes), Winograd2Of5.Outputs, IsFinishing(op))
    {
        IsPooling = IsFinishing(op);
        // An odd last row reads a row of zeros below the image.
        _copies = sizes.Padding != 0 || sizes.Width < Math.Max(V.Count, reach) || sizes.OutHeight % 2 != 0;
        _padded = new(sizes.Height, sizes.Width, sizes.Padding.Width, 1, reach);
        _pitch = _padded.RowLength;
        Offsets = new int[sizes.Channels * sizes.Kernel.Width];
        for (int i = 0; i < Offsets.Length; i++)
            Offsets[i] = i / sizes.Kernel.Width * _pitch + i % sizes.Kernel.Width * sizes.Dilation.Width;
    }

    /// <summary>True where <see cref="BandConv.Band"/> pools two by two and applies relu after it, which is the same as before it.</summary>
    protected bool IsPooling { get; }

    /// <summary>Where the elements of each term begin in a transformed pair of rows.</summary>
    protected int[] Offsets { get; }

    /// <summary>From one pair of rows to the next.</summary>
    protected nint PairStep => (nint)Sizes.Channels * _pitch;

    /// <summary>From one point to the next.</summary>
    protected nint PointStep => PairStep * Pairs(BandRows);

    /// <summary>Elements that <see cref="Transform"/> uses.</summary>
    protected int TransformScratch => checked((int)(Winograd2Of5.Points * PointStep) + (_copies ? CopiedRows * _pitch : 0));

    int CopiedRows => 2 * Pairs(BandRows) + Sizes.Kernel.Height - 1;

    protected static int Pairs(int rows) => (rows + 1) / 2;

    static bool IsFinishing(Conv2dOp op) =>
        op.Pool is { CeilMode: false } pool && pool.Kernel.Last(2, 1) == new Size3(1, 2, 2) && pool.Stride == pool.Kernel && pool.Padding.Last(2, 0) == new Size3(0, 0, 0)
        && pool.Dilation.Last(2, 1) == new Size3(1, 1, 1) && op.Then is null or ActivationOf<Relu>;

    /// <summary>Transforms what a band reads.</summary>
    [SkipLocalsInit]
    protected float* Transform(in BandCall band, float* scratch)
    {
        ConvSizes sizes = Sizes;
        nint pairs = Pairs(band.Rows), firstRow = band.Row - sizes.Padding.Height;
        nint rowStep = _copies ? _pitch : sizes.Width;
        float* copied = scratch + Winograd2Of5.Points * PointStep;
        nint* places = stackalloc nint[Winograd2Of5.Points];
        for (int i = 0; i < Winograd2Of5.Points; i++)
            places[i] = i * rowStep;
        for (nint c = 0; c < sizes.Channels; c++)
        {
            float* source = band.Source + c * sizes.Plane + firstRow * sizes.Width;
            if (_copies)
            {
                _padded.Copy(band.Source + c * sizes.Plane, firstRow, 2 * pairs + sizes.Kernel.Height - 1, 1, copied, null);
                source = copied;
            }
            TransformChannel(source, places, scratch + c * _pitch, pairs, _copies ? _pitch : sizes.Width);
        }
        return scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void TransformChannel(float* source, nint* places, float* to, nint pairs, nint width)
    {
        nint pairStep = PairStep, pointStep = PointStep, last = width - V.Count;
        for (nint pair = 0; pair < pairs; pair++, source += 2 * places[1], to += pairStep)
        {
            for (nint x = 0; x < last; x += V.Count)
                Winograd2Of5.Input<V>(source + x, places, to + x, pointStep);
            Winograd2Of5.Input<V>(source + last, places, to + last, pointStep);
        }
    }
}
