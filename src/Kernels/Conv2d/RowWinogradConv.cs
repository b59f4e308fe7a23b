using System.Runtime.CompilerServices;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary><see cref="RowWinograd{V}"/> whose lanes are outputs of a row. Products lie as [point][channel][pair of rows][x].</summary>
/// <typeparam name="V">The register.</typeparam>
sealed unsafe class RowWinogradConv<V> : RowWinograd<V> where V : struct, ISimdPairs<V>
{
    readonly LastPacked<RowWinogradPacking<ConvPacking>> _packed = new(new(new(1, ConvTile<V>.MaxRows)));
    readonly RowColumns<V> _columns;

    public RowWinogradConv(Conv2dOp op, ConvSizes sizes, int bits)
        : base(op, sizes, bits, "winograd rows", ReachOf(sizes), sizes.OutChannels * PitchOf(sizes) * sizeof(float)) => _columns = new(sizes.OutWidth);

    // Products of a row end with whole pairs of registers, so that outputs are made without looking for the end.
    static int PitchOf(ConvSizes sizes) => (sizes.OutWidth + 2 * V.Count - 1) / (2 * V.Count) * (2 * V.Count);

    static int ReachOf(ConvSizes sizes) => new RowColumns<V>(sizes.OutWidth).Reach + (sizes.Kernel.Width - 1) * sizes.Dilation.Width;

    nint ProductPoint => (nint)Sizes.OutChannels * Pairs(BandRows) * PitchOf(Sizes);

    protected override int BandScratch => TransformScratch + checked((int)(Winograd2Of5.Points * ProductPoint));

    protected override Storage Pack(Tensor weight) => _packed.Of(weight);

    protected override void Band(in BandCall band)
    {
        float* transformed = Transform(band, band.Scratch), products = band.Scratch + TransformScratch;
        nint pairs = Pairs(band.Rows), pitch = PitchOf(Sizes), terms = Offsets.Length;
        RowBlocks blocks = new(Sizes.OutChannels, ConvTile<V>.MaxRows);
        fixed (int* offsets = Offsets)
            for (nint point = 0; point < Winograd2Of5.Points; point++)
                for (int block = 0; block < blocks.Count; block++)
                {
                    nint first = blocks.First(block);
                    ConvTileCall call = new()
                    {
                        Terms = terms,
                        Weights = band.Weights + (point * Sizes.OutChannels + first) * terms,
                        Offsets = offsets,
                        SumsRow = pairs * pitch,
                    };
                    float* sums = products + point * ProductPoint + first * pairs * pitch;
                    _columns.Run(&call, blocks.First(block + 1) - blocks.First(block), transformed + point * PointStep, PairStep, sums, pitch, pairs);
                }
        if (IsPooling)
            FinishPooled(band, products, pairs);
        else
            Finish(band, products, pairs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Finish(in BandCall band, float* products, nint pairs)
    {
        nint width = Sizes.OutWidth, pitch = PitchOf(Sizes), step = ProductPoint;
        for (nint o = 0; o < Sizes.OutChannels; o++)
        {
            V bias = band.Bias == null ? V.Zero : V.LoadBroadcast(band.Bias + o);
            for (nint pair = 0; pair < pairs; pair++, products += pitch)
            {
                float* to = band.Target + o * band.TargetPlane + 2 * pair * width;
                bool isWhole = 2 * pair + 1 < band.Rows;
                for (nint x = 0; x < width; x += V.Count)
                {
                    Winograd2Of5.Output(products + x, step, out V top, out V bottom);
                    V.StoreFirst(top + bias, to + x, width - x);
                    if (isWhole)
                        V.StoreFirst(bottom + bias, to + width + x, width - x);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void FinishPooled(in BandCall band, float* products, nint pairs)
    {
        nint width = Sizes.OutWidth / 2, pitch = PitchOf(Sizes), step = ProductPoint;
        bool rectifies = Then is not null;
        for (nint o = 0; o < Sizes.OutChannels; o++)
        {
            V bias = band.Bias == null ? V.Zero : V.LoadBroadcast(band.Bias + o);
            float* to = band.Target + o * band.TargetPlane;
            for (nint pair = 0; pair < pairs; pair++, products += pitch, to += width)
                for (nint x = 0; x < width; x += V.Count)
                {
                    Winograd2Of5.Output(products + 2 * x, step, out V top, out V bottom);
                    Winograd2Of5.Output(products + 2 * x + V.Count, step, out V nextTop, out V nextBottom);
                    V.Split(V.Max(top, bottom), V.Max(nextTop, nextBottom), out V even, out V odd);
                    V y = V.Max(even, odd) + bias;
                    V.StoreFirst(rectifies ? default(Relu).Apply(y) : y, to + x, width - x);
                }
        }
    }
}
