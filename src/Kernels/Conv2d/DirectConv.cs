using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Convolution where it stands: no matrix is made of the input, the terms of a sum are read from a few rows of the image, or of a
/// copy of them that has the padding and is taken apart by the stride (<see cref="PaddedRows{V}"/>). Lanes are outputs of a
/// row, tiles 12 channels by 2 registers (<see cref="ConvTile{V}"/>). For few channels, where other ways would spend their
/// time on laying out what is then hardly used.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
sealed unsafe class DirectConv<V> : BandConv where V : struct, ISimdPairs<V>
{
    readonly LastPacked<ConvPacking> _packed;
    readonly PaddedRows<V> _padded;
    readonly RowColumns<V> _columns;
    readonly int[] _offsets;

    // From an input row, and from a channel, to the next, in what is read.
    readonly int _row, _channel;
    readonly bool _copies;

    public DirectConv(Conv2dOp op, ConvSizes sizes, int bits)
        : base(op, sizes, bits, "direct", sizes.GroupChannels * sizes.Stride.Height * sizes.Width * sizeof(float))
    {
        _packed = new(new(sizes.Groups, ConvTile<V>.MaxRows));
        _columns = new(sizes.OutWidth);
        // Without padding and stride the image serves as it is, unless registers would reach over its end.
        _copies = sizes.Padding != 0 || sizes.Stride.Width > 1 || sizes.OutWidth < V.Count;
        int reach = _columns.Reach + (sizes.Kernel.Width - 1) * sizes.Dilation.Width / sizes.Stride.Width;
        _padded = new(sizes.Height, sizes.Width, sizes.Padding.Width, sizes.Stride.Width, reach);
        int rows = SourceRows(BandRows);
        (_row, _channel) = _copies ? (_padded.RowLength, rows * _padded.RowLength) : (sizes.Width, sizes.Plane);
        // Channels of a power of two apart would share a few sets of the cache.
        if (_copies && _channel % 1024 == 0)
            _channel += 4 * V.Count;
        _offsets = new int[sizes.Terms];
        int next = 0;
        for (int c = 0; c < sizes.GroupChannels; c++)
            for (int ky = 0; ky < sizes.Kernel.Height; ky++)
                for (int kx = 0; kx < sizes.Kernel.Width; kx++)
                {
                    int x = kx * sizes.Dilation.Width;
                    _offsets[next++] = c * _channel + ky * sizes.Dilation.Height * _row + (_copies ? _padded.PlaceOf(x) : x);
                }
    }

    int SourceRows(int rows) => (rows - 1) * Sizes.Stride.Height + (Sizes.Kernel.Height - 1) * Sizes.Dilation.Height + 1;

    protected override int BandScratch => _copies ? Sizes.GroupChannels * _channel + _padded.ScratchLength : 0;

    protected override Storage Pack(Tensor weight) => _packed.Of(weight);

    protected override void Band(in BandCall band)
    {
        ConvSizes sizes = Sizes;
        RowBlocks blocks = new(sizes.GroupOutChannels, ConvTile<V>.MaxRows);
        int firstRow = band.Row * sizes.Stride.Height - sizes.Padding.Height;
        fixed (int* offsets = _offsets)
            for (nint group = 0; group < sizes.Groups; group++)
            {
                float* source = band.Source + group * sizes.GroupChannels * sizes.Plane;
                if (_copies)
                {
                    for (nint c = 0; c < sizes.GroupChannels; c++)
                        _padded.Copy(source + c * sizes.Plane, firstRow, SourceRows(band.Rows), 1, band.Scratch + c * _channel, band.Scratch + sizes.GroupChannels * _channel);
                    source = band.Scratch;
                }
                else
                    source += (nint)firstRow * sizes.Width;
                for (int block = 0; block < blocks.Count; block++)
                {
                    nint first = group * sizes.GroupOutChannels + blocks.First(block);
                    int rows = blocks.First(block + 1) - blocks.First(block);
                    ConvTileCall call = new()
                    {
                        Terms = _offsets.Length,
                        Weights = band.Weights + first * _offsets.Length,
                        Offsets = offsets,
                        SumsRow = band.TargetPlane,
                        Bias = band.Bias == null ? null : band.Bias + first,
                    };
                    _columns.Run(&call, rows, source, sizes.Stride.Height * (nint)_row, band.Target + first * band.TargetPlane, sizes.OutWidth, band.Rows);
                }
            }
    }
}
