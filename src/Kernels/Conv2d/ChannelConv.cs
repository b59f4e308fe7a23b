using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Direct convolution whose lanes are output channels (<see cref="ChannelTile{V}"/>), for images narrower than a register: 16 channels
/// of 10 by 10 outputs fill 512 bits, where lanes along a row would leave a third of them empty. What comes out pixel by pixel is
/// turned round in the cache.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
sealed unsafe class ChannelConv<V> : BandConv where V : struct, ISimdPairs<V>
{
    readonly LastPacked<ChannelPacking> _packed = new(new(V.Count));
    readonly PaddedRows<V> _padded;
    readonly int[] _offsets;
    readonly int _row, _channel;
    readonly bool _copies;

    public ChannelConv(Conv2dOp op, ConvSizes sizes, int bits) : base(op, sizes, bits, "direct by channels", sizes.Channels * sizes.Width * sizeof(float))
    {
        _copies = sizes.Padding != 0;
        _padded = new(sizes.Height, sizes.Width, sizes.Padding.Width, 1, 0);
        (_row, _channel) = _copies ? (_padded.RowLength, SourceRows(BandRows) * _padded.RowLength) : (sizes.Width, sizes.Plane);
        _offsets = new int[sizes.Terms];
        int next = 0;
        for (int c = 0; c < sizes.Channels; c++)
            for (int ky = 0; ky < sizes.Kernel.Height; ky++)
                for (int kx = 0; kx < sizes.Kernel.Width; kx++)
                    _offsets[next++] = c * _channel + ky * sizes.Dilation.Height * _row + kx * sizes.Dilation.Width;
    }

    protected override int BandScratch => (_copies ? Sizes.Channels * _channel : 0) + SumsLength + 2 * V.Count * V.Count + V.Count;

    // Of one register of channels, with room for the last square.
    int SumsLength => (BandRows * Sizes.OutWidth + V.Count) * V.Count;

    int SourceRows(int rows) => (rows - 1) * Sizes.Stride.Height + (Sizes.Kernel.Height - 1) * Sizes.Dilation.Height + 1;

    protected override Storage Pack(Tensor weight) => _packed.Of(weight);

    protected override void Band(in BandCall band)
    {
        ConvSizes sizes = Sizes;
        nint firstRow = (nint)band.Row * sizes.Stride.Height - sizes.Padding.Height;
        float* sums = band.Scratch, squares = sums + SumsLength, bias = squares + 2 * V.Count * V.Count, source = band.Source + firstRow * sizes.Width;
        if (_copies)
        {
            source = bias + V.Count;
            for (nint c = 0; c < sizes.Channels; c++)
                _padded.Copy(band.Source + c * sizes.Plane, firstRow, SourceRows(band.Rows), 1, source + c * _channel, null);
        }
        RowBlocks pixels = new(sizes.OutWidth, ChannelTile<V>.MaxPixels);
        fixed (int* offsets = _offsets)
            for (nint first = 0; first < sizes.OutChannels; first += V.Count)
            {
                nint count = Math.Min(V.Count, sizes.OutChannels - first);
                V.Store(band.Bias == null ? V.Zero : V.LoadFirst(band.Bias + first, count), bias);
                ConvTileCall call = new() { Terms = sizes.Terms, Weights = band.Weights + first * sizes.Terms, Offsets = offsets, Bias = bias, SumsRow = V.Count };
                for (nint row = 0; row < band.Rows; row += 2)
                {
                    // An odd row at the end is computed twice.
                    bool isPair = row + 1 < band.Rows;
                    call.SourceColumn = isPair ? (nint)sizes.Stride.Height * _row : 0;
                    call.SumsColumn = isPair ? (nint)sizes.OutWidth * V.Count : 0;
                    for (int block = 0; block < pixels.Count; block++)
                    {
                        nint x = pixels.First(block);
                        call.Source = source + row * sizes.Stride.Height * _row + x;
                        call.Sums = sums + (row * sizes.OutWidth + x) * V.Count;
                        ChannelTile<V>.OfPixels((int)(pixels.First(block + 1) - x))(&call);
                    }
                }
                Turn(sums, (nint)band.Rows * sizes.OutWidth, squares, band.Target + first * band.TargetPlane, band.TargetPlane, count);
            }
    }

    // [pixel][lane] to [channel][pixel], by squares: as many perfect shuffles as the width's logarithm transpose them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Turn(float* sums, nint pixels, float* squares, float* to, nint plane, nint channels)
    {
        nint half = V.Count / 2, square = V.Count * V.Count;
        for (nint pixel = 0; pixel < pixels; pixel += V.Count)
        {
            float* from = sums + pixel * V.Count, other = squares;
            for (nint width = V.Count; width > 1; width /= 2)
            {
                for (nint i = 0; i < half; i++)
                {
                    V.Merge(V.Load(from + i * V.Count), V.Load(from + (i + half) * V.Count), out V low, out V high);
                    V.Store(low, other + 2 * i * V.Count);
                    V.Store(high, other + (2 * i + 1) * V.Count);
                }
                from = other;
                other = other == squares ? squares + square : squares;
            }
            for (nint o = 0; o < channels; o++)
                V.StoreFirst(V.Load(from + o * V.Count), to + o * plane + pixel, pixels - pixel);
        }
    }
}
