using System.Runtime.CompilerServices;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// <see cref="RowWinograd{V}"/> whose lanes are output channels, for rows narrower than a register. Products lie as
/// [point][pair of rows][x][lane]; outputs are made pixel by pixel and turned round (<see cref="ChannelConv{V}"/>).
/// </summary>
/// <typeparam name="V">The register.</typeparam>
sealed unsafe class RowWinogradChannelConv<V> : RowWinograd<V> where V : struct, ISimdPairs<V>
{
    readonly LastPacked<RowWinogradPacking<ChannelPacking>> _packed = new(new(new(V.Count)));

    public RowWinogradChannelConv(Conv2dOp op, ConvSizes sizes, int bits)
        : base(op, sizes, bits, "winograd rows by channels", sizes.OutWidth + (sizes.Kernel.Width - 1) * sizes.Dilation.Width, sizes.OutWidth * V.Count * sizeof(float))
    {
    }

    nint ProductPair => (nint)Sizes.OutWidth * V.Count;

    nint ProductPoint => ProductPair * Pairs(BandRows);

    // Of one register of channels, with room for the last square.
    int PixelsLength => (2 * Pairs(BandRows) * Sizes.OutWidth + V.Count) * V.Count;

    protected override int BandScratch => TransformScratch + checked((int)(Winograd2Of5.Points * ProductPoint)) + PixelsLength + 2 * V.Count * V.Count + V.Count;

    protected override Storage Pack(Tensor weight) => _packed.Of(weight);

    protected override void Band(in BandCall band)
    {
        float* transformed = Transform(band, band.Scratch), products = band.Scratch + TransformScratch;
        float* pixels = products + Winograd2Of5.Points * ProductPoint, squares = pixels + PixelsLength, bias = squares + 2 * V.Count * V.Count;
        nint pairs = Pairs(band.Rows), terms = Offsets.Length;
        nint pointWeights = (Sizes.OutChannels + V.Count - 1) / V.Count * V.Count * terms;
        fixed (int* offsets = Offsets)
            for (nint first = 0; first < Sizes.OutChannels; first += V.Count)
            {
                nint count = Math.Min(V.Count, Sizes.OutChannels - first);
                V.Store(band.Bias == null ? V.Zero : V.LoadFirst(band.Bias + first, count), bias);
                for (nint point = 0; point < Winograd2Of5.Points; point++)
                {
                    ConvTileCall call = new() { Terms = terms, Weights = band.Weights + point * pointWeights + first * terms, Offsets = offsets, SumsRow = V.Count };
                    for (nint pair = 0; pair < pairs; pair += 2)
                    {
                        call.Source = transformed + point * PointStep + pair * PairStep;
                        call.Sums = products + point * ProductPoint + pair * ProductPair;
                        if (pair + 1 < pairs)
                            Run(call, Sizes.OutWidth, PairStep, ProductPair);
                        else
                        {
                            // The halves of the last row take the place of two rows; a column in the middle is computed twice.
                            nint half = (Sizes.OutWidth + 1) / 2, second = Sizes.OutWidth - half;
                            Run(call, half, second, second * V.Count);
                        }
                    }
                }
                nint length = IsPooling ? FinishPooled(products, pixels, bias, pairs) : Finish(products, pixels, bias, band.Rows);
                ChannelConv<V>.Turn(pixels, length, squares, band.Target + first * band.TargetPlane, band.TargetPlane, count);
            }
    }

    // Two rows, or halves of one, with one register of channels.
    static void Run(ConvTileCall call, nint width, nint sourceColumn, nint sumsColumn)
    {
        (call.SourceColumn, call.SumsColumn) = (sourceColumn, sumsColumn);
        float* source = call.Source, sums = call.Sums;
        RowBlocks columns = new((int)width, ChannelTile<V>.MaxPixels);
        for (int block = 0; block < columns.Count; block++)
        {
            nint x = columns.First(block);
            call.Source = source + x;
            call.Sums = sums + x * V.Count;
            ChannelTile<V>.OfPixels((int)(columns.First(block + 1) - x))(&call);
        }
    }

    // How many pixels there are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    nint Finish(float* products, float* pixels, float* biases, nint rows)
    {
        nint width = Sizes.OutWidth, step = ProductPoint, row = ProductPair;
        V bias = V.Load(biases);
        for (nint y = 0; y < rows; y += 2, pixels += 2 * row)
            for (nint x = 0; x < width; x++, products += V.Count)
            {
                Winograd2Of5.Output(products, step, out V top, out V bottom);
                V.Store(top + bias, pixels + x * V.Count);
                V.Store(bottom + bias, pixels + row + x * V.Count);
            }
        return rows * width;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    nint FinishPooled(float* products, float* pixels, float* biases, nint pairs)
    {
        nint width = Sizes.OutWidth / 2, step = ProductPoint;
        bool rectifies = Then is not null;
        V bias = V.Load(biases);
        for (nint pair = 0; pair < pairs; pair++, products += ProductPair)
            for (nint x = 0; x < width; x++, pixels += V.Count)
            {
                Winograd2Of5.Output(products + 2 * x * V.Count, step, out V top, out V bottom);
                Winograd2Of5.Output(products + (2 * x + 1) * V.Count, step, out V nextTop, out V nextBottom);
                V y = V.Max(V.Max(top, bottom), V.Max(nextTop, nextBottom)) + bias;
                V.Store(rectifies ? default(Relu).Apply(y) : y, pixels);
            }
        return pairs * width;
    }
}
