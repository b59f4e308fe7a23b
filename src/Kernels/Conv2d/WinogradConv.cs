using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// 3 by 3 convolution with stride 1 by Winograd's transforms: inputs and weights go to points, where the convolution is a product of
/// matrices [O, C] by [C, tiles] for each point, and the products go back to outputs.
/// <para>
/// Lanes are tiles: those of several rows and images follow each other, so that registers are full on narrow images too. Inputs are
/// transformed along columns as they lie, then rows are taken apart by the tile's width, into the first elements of tiles, the second
/// ones and so on, and transformed along rows; a row's last register reaches into the next row's, which is written after it. Outputs
/// are put together the same way. Transformed: [point][channel][tile].
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
    readonly int _tileRows, _tileColumns, _pitch, _line;
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
        _padded = new(sizes.Height, sizes.Width, sizes.Padding.Width, 1, registers * outputs + points - outputs);
        // Of all tiles of a part, room for the last register too, and lines of a row not at the same place of the cache.
        _line = ((_parts.Most * _tileColumns + V.Count + 15) / 16 | 1) * 16;
        _offsets = new int[sizes.Channels];
        for (int c = 0; c < _offsets.Length; c++)
            _offsets[c] = c * _pitch;
        (_rowPlaces, _columnPlaces) = (new nint[points], new nint[points]);
        for (int i = 0; i < points; i++)
            (_rowPlaces[i], _columnPlaces[i]) = (i * _padded.RowLength, i * _line);
    }

    protected override long ScratchBytes => Lanes * LaneBytes;

    long LaneBytes => Aligned((PointsSquared * (_inputPoint + _outputPoint) + OwnLength) * sizeof(float));

    // What transforms use beside.
    long OwnLength => Math.Max(
        PointsSquared * _line + (_parts.Most * TWinograd.Outputs + 2 * TWinograd.Points) * (long)_padded.RowLength,
        TWinograd.Outputs * (long)(TWinograd.Outputs * _line + (TWinograd.Points + 1) * V.Count) + V.Count);

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
        int points = TWinograd.Points, outputs = TWinograd.Outputs, tiles = rows * _tileColumns, length = _padded.RowLength;
        nint line = _line;
        float* half = own, lines = own + PointsSquared * line, columns = lines + (_parts.Most * outputs + points) * length;
        // All rows of a channel before the next: they share lines of the result.
        fixed (nint* rowPlaces = _rowPlaces, columnPlaces = _columnPlaces)
            for (nint c = 0; c < Sizes.Channels; c++)
            {
                for (int row = 0; row < rows;)
                {
                    (int image, int tileRow) = Math.DivRem(first + row, _tileRows);
                    int end = Math.Min(rows, row + _tileRows - tileRow);
                    float* source = x + ((nint)image * Sizes.Channels + c) * Sizes.Plane;
                    _padded.Copy(source, tileRow * outputs - Sizes.Padding.Height, (end - row) * outputs + points - outputs, 1, lines, null);
                    for (float* from = lines; row < end; row++, from += outputs * length)
                    {
                        for (int place = 0; place < length; place += V.Count)
                            TWinograd.Input<V>(from + place, rowPlaces, columns + place, length);
                        for (int i = 0; i < points; i++)
                            Split(columns + i * length, half + i * points * line + row * _tileColumns);
                    }
                }
                for (int i = 0; i < points; i++)
                {
                    float* from = half + i * points * line, to = inputs + c * _pitch + i * points * _inputPoint;
                    for (nint tile = 0; tile < tiles; tile += V.Count)
                        TWinograd.Input<V>(from + tile, columnPlaces, to + tile, _inputPoint);
                }
            }
    }

    // Of a row's tiles, the first elements, the second ones and so on. A register that reaches too far is written over by the next row's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Split(float* row, float* to)
    {
        nint line = _line;
        for (nint tile = 0; tile < _tileColumns; tile += V.Count, row += TWinograd.Outputs * V.Count, to += V.Count)
            if (TWinograd.Outputs == 2)
            {
                V.Split(V.Load(row), V.Load(row + V.Count), out V zero, out V one);
                V.Split(V.Load(row + 2), V.Load(row + 2 + V.Count), out V two, out V three);
                V.Store(zero, to);
                V.Store(one, to + line);
                V.Store(two, to + 2 * line);
                V.Store(three, to + 3 * line);
            }
            else
            {
                Quarter(row, out V zero, out V one, out V two, out V three);
                Quarter(row + 4, out V four, out V five, out _, out _);
                V.Store(zero, to);
                V.Store(one, to + line);
                V.Store(two, to + 2 * line);
                V.Store(three, to + 3 * line);
                V.Store(four, to + 4 * line);
                V.Store(five, to + 5 * line);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Quarter(float* row, out V zero, out V one, out V two, out V three)
    {
        V.Split(V.Load(row), V.Load(row + V.Count), out V even, out V odd);
        V.Split(V.Load(row + 2 * V.Count), V.Load(row + 3 * V.Count), out V nextEven, out V nextOdd);
        V.Split(even, nextEven, out zero, out two);
        V.Split(odd, nextOdd, out one, out three);
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
        nint halfRow = points * V.Count, tiles = rows * _tileColumns, length = count * _line, width = Sizes.OutWidth;
        float* half = own, done = half + count * halfRow, lines = done + count * V.Count;
        for (nint o = 0; o < Sizes.OutChannels; o++)
        {
            V addend = bias == null ? V.Zero : V.LoadBroadcast(bias + o);
            for (nint tile = 0; tile < tiles; tile += V.Count)
            {
                float* from = products + o * _pitch + tile;
                for (nint j = 0; j < points; j++)
                    TWinograd.Output<V>(from + j * _outputPoint, points * _outputPoint, half + j * V.Count, halfRow);
                for (nint i = 0; i < count; i++)
                {
                    TWinograd.Output<V>(half + i * halfRow, V.Count, done, V.Count);
                    Merge(done, addend, lines + i * length + tile * count);
                }
            }
            for (int row = 0; row < rows; row++)
            {
                float* to = Target(first + row, y, out nint height) + o * Sizes.OutPlane, from = lines + (nint)row * _tileColumns * count;
                for (nint i = 0; i < height; i++, to += width)
                    for (nint place = 0; place < width; place += V.Count)
                        V.StoreFirst(V.Load(from + i * length + place), to + place, width - place);
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

    // Of tiles' outputs in a row, first those of every first column: into the order of the image.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Merge(float* done, V addend, float* to)
    {
        V zero = V.Load(done) + addend, one = V.Load(done + V.Count) + addend;
        if (TWinograd.Outputs == 2)
        {
            V.Merge(zero, one, out V low, out V high);
            V.Store(low, to);
            V.Store(high, to + V.Count);
            return;
        }
        V two = V.Load(done + 2 * V.Count) + addend, three = V.Load(done + 3 * V.Count) + addend;
        V.Merge(zero, two, out V lowEven, out V highEven);
        V.Merge(one, three, out V lowOdd, out V highOdd);
        V.Merge(lowEven, lowOdd, out V first, out V second);
        V.Merge(highEven, highOdd, out V third, out V fourth);
        V.Store(first, to);
        V.Store(second, to + V.Count);
        V.Store(third, to + 2 * V.Count);
        V.Store(fourth, to + 3 * V.Count);
    }
}
