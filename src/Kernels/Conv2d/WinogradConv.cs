using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// 3 by 3 convolution with stride 1 by Winograd's transforms: inputs and weights go to points, where the convolution is a product of
/// matrices [O, C] by [C, tiles] for each point, and the products go back to outputs.
/// <para>
/// Lanes are tiles that are neighbours in a row. For that, rows are taken apart by the tile's width (<see cref="PaddedRows{V}"/>),
/// so that each element of the tiles of a row is a run of neighbours, and outputs are put together the same way. Transformed:
/// [point][channel][tile]; tiles of several rows and images follow each other, a row's last register reaches into the next row's,
/// which is written after it.
/// </para>
/// <para>A thread takes as many rows of tiles as keep both sides of the products in its second-level cache.</para>
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="TWinograd">The transform.</typeparam>
sealed unsafe class WinogradConv<V, TWinograd> : FloatConv
    where V : struct, ISimdPairs<V>
    where TWinograd : struct, IWinograd
{
    // Both sides of the products, in elements: 1 MB.
    const int CacheElements = 1 << 18;

    // Fewer tiles than this, and the weights cost more than the products.
    const int FewestTiles = 64;

    // About a quarter of a millisecond.
    const long LongProducts = 1 << 25;

    readonly LastPacked<WinogradPacking<TWinograd>> _packed = new(new(ConvTile<V>.MaxRows));
    readonly PaddedRows<V> _padded;
    readonly int _tileRows, _tileColumns, _pitch;
    readonly RowBlocks _parts;
    readonly nint _inputPoint, _outputPoint;
    readonly int[] _offsets;
    readonly nint[] _columnPlaces, _rowPlaces;

    public WinogradConv(Conv2dOp op, ConvSizes sizes, int bits) : base(op, sizes, bits, TWinograd.Name, poolsItself: false)
    {
        int outputs = TWinograd.Outputs, points = TWinograd.Points;
        _tileRows = (sizes.OutHeight + outputs - 1) / outputs;
        _tileColumns = (sizes.OutWidth + outputs - 1) / outputs;
        int tiles = Math.Max(FewestTiles, CacheElements / (points * points * (sizes.Channels + sizes.OutChannels)));
        int rows = checked(sizes.Batch * _tileRows), parts = (rows + Math.Max(1, tiles / _tileColumns) - 1) / Math.Max(1, tiles / _tileColumns);
        // Parts of nearly equal size, and at least two of what takes long: two threads do them then, though both read the weights.
        _parts = new(rows, (rows + parts - 1) / parts);
        if (parts == 1 && rows > 1 && sizes.Products > LongProducts)
            _parts = new(rows, (rows + 1) / 2);
        // An odd number of lines from channel to channel, and room for the last register.
        _pitch = ((_parts.Most * _tileColumns + V.Count + 15) / 16 | 1) * 16;
        (_inputPoint, _outputPoint) = ((nint)sizes.Channels * _pitch + 16, (nint)sizes.OutChannels * _pitch + 16);
        int registers = (_tileColumns + V.Count - 1) / V.Count * V.Count;
        _padded = new(sizes.Height, sizes.Width, sizes.Padding.Width, outputs, registers + 1);
        _offsets = new int[sizes.Channels];
        for (int c = 0; c < _offsets.Length; c++)
            _offsets[c] = c * _pitch;
        (_rowPlaces, _columnPlaces) = (new nint[points], new nint[points]);
        for (int i = 0; i < points; i++)
            (_rowPlaces[i], _columnPlaces[i]) = (i * _padded.RowLength, i * V.Count);
    }

    protected override long ScratchBytes => Lanes * LaneBytes;

    long LaneBytes => Aligned((PointsSquared * (_inputPoint + _outputPoint) + PointsSquared * V.Count + TWinograd.Points * (long)_padded.RowLength + _padded.ScratchLength) * sizeof(float));

    static nint PointsSquared => TWinograd.Points * TWinograd.Points;

    protected override void Convolve(float* x, Tensor weight, float* bias, float* y, byte* scratch)
    {
        Storage packed = _packed.Of(weight);
        fixed (float* weights = packed.Borrow<float>(0, packed.ByteLength / sizeof(float)))
        {
            Job job = new(this, x, weights, bias, y, scratch);
            Work.For(_parts.Count, Lanes, ref job);
        }
        GC.KeepAlive(packed);
    }

    readonly struct Job(WinogradConv<V, TWinograd> conv, float* x, float* weights, float* bias, float* y, byte* scratch) : IJob
    {
        public void Run(int part, int lane)
        {
            int first = conv._parts.First(part), rows = conv._parts.First(part + 1) - first;
            float* inputs = (float*)(scratch + lane * conv.LaneBytes), outputs = inputs + PointsSquared * conv._inputPoint, own = outputs + PointsSquared * conv._outputPoint;
            conv.Inputs(x, first, rows, inputs, own);
            conv.Products(weights, inputs, outputs, rows * conv._tileColumns);
            conv.Outputs(outputs, first, rows, bias, y, own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Inputs(float* x, int first, int rows, float* inputs, float* own)
    {
        int points = TWinograd.Points, outputs = TWinograd.Outputs;
        float* half = own, lines = own + PointsSquared * V.Count, scratch = lines + points * _padded.RowLength;
        // All rows of a channel before the next: they share lines of the result.
        fixed (nint* rowPlaces = _rowPlaces, columnPlaces = _columnPlaces)
            for (nint c = 0; c < Sizes.Channels; c++)
                for (int row = 0; row < rows; row++)
                {
                    (int image, int tileRow) = Math.DivRem(first + row, _tileRows);
                    float* source = x + ((nint)image * Sizes.Channels + c) * Sizes.Plane;
                    _padded.Copy(source, tileRow * outputs - Sizes.Padding.Height, points, 1, lines, scratch);
                    float* to = inputs + c * _pitch + row * _tileColumns;
                    for (nint tile = 0; tile < _tileColumns; tile += V.Count, to += V.Count)
                    {
                        for (int j = 0; j < points; j++)
                            TWinograd.Input<V>(lines + _padded.PlaceOf(j) + tile, rowPlaces, half + j * V.Count, points * V.Count);
                        for (nint i = 0; i < points; i++)
                            TWinograd.Input<V>(half + i * points * V.Count, columnPlaces, to + i * points * _inputPoint, _inputPoint);
                    }
                }
    }

    void Products(float* weights, float* inputs, float* outputs, int tiles)
    {
        RowBlocks blocks = new(Sizes.OutChannels, ConvTile<V>.MaxRows);
        RowColumns<V> columns = new(tiles);
        fixed (int* offsets = _offsets)
        {
            ConvTileCall call = new() { Terms = Sizes.Channels, Offsets = offsets, SumsRow = _pitch };
            for (nint point = 0; point < PointsSquared; point++)
                for (int block = 0; block < blocks.Count; block++)
                {
                    int first = blocks.First(block);
                    call.Weights = weights + (point * Sizes.OutChannels + first) * Sizes.Channels;
                    columns.Run(&call, blocks.First(block + 1) - first, inputs + point * _inputPoint, 0, outputs + point * _outputPoint + (nint)first * _pitch, 0, 1);
                }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Outputs(float* products, int first, int rows, float* bias, float* y, float* own)
    {
        int points = TWinograd.Points, count = TWinograd.Outputs;
        nint halfRow = points * V.Count;
        float* half = own, done = own + count * halfRow;
        for (nint o = 0; o < Sizes.OutChannels; o++)
        {
            V addend = bias == null ? V.Zero : V.LoadBroadcast(bias + o);
            for (int row = 0; row < rows; row++)
            {
                float* target = Target(first + row, y, out nint height);
                float* from = products + o * _pitch + row * _tileColumns;
                for (nint tile = 0; tile < _tileColumns; tile += V.Count, from += V.Count)
                {
                    for (nint j = 0; j < points; j++)
                        TWinograd.Output<V>(from + j * _outputPoint, points * _outputPoint, half + j * V.Count, halfRow);
                    for (nint i = 0; i < height; i++)
                    {
                        TWinograd.Output<V>(half + i * halfRow, V.Count, done, V.Count);
                        Store(done, addend, target + o * Sizes.OutPlane + i * Sizes.OutWidth + tile * count, Sizes.OutWidth - tile * count);
                    }
                }
            }
        }
        if (Then is not null)
            for (int row = 0; row < rows; row++)
            {
                float* target = Target(first + row, y, out nint height);
                Then.Apply(target, Sizes.OutChannels, height * Sizes.OutWidth, Sizes.OutPlane);
            }
    }

    // Where a row of tiles goes, and how many rows of the output that is.
    float* Target(int row, float* y, out nint height)
    {
        (int image, int tileRow) = Math.DivRem(row, _tileRows);
        int top = tileRow * TWinograd.Outputs;
        height = Math.Min(TWinograd.Outputs, Sizes.OutHeight - top);
        return y + ((nint)image * Sizes.OutChannels * Sizes.OutHeight + top) * Sizes.OutWidth;
    }

    // A row of tiles' outputs, first those of every first column: into the order of the image.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(float* done, V addend, float* to, nint left)
    {
        V zero = V.Load(done) + addend, one = V.Load(done + V.Count) + addend;
        if (TWinograd.Outputs == 2)
        {
            V.Merge(zero, one, out V low, out V high);
            V.StoreFirst(low, to, left);
            V.StoreFirst(high, to + V.Count, left - V.Count);
            return;
        }
        V two = V.Load(done + 2 * V.Count) + addend, three = V.Load(done + 3 * V.Count) + addend;
        V.Merge(zero, two, out V lowEven, out V highEven);
        V.Merge(one, three, out V lowOdd, out V highOdd);
        V.Merge(lowEven, lowOdd, out V first, out V second);
        V.Merge(highEven, highOdd, out V third, out V fourth);
        V.StoreFirst(first, to, left);
        V.StoreFirst(second, to + V.Count, left - V.Count);
        V.StoreFirst(third, to + 2 * V.Count, left - 2 * V.Count);
        V.StoreFirst(fourth, to + 3 * V.Count, left - 3 * V.Count);
    }
}
