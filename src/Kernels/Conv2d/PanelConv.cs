using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Convolution of volumes as the product of matrices, with panels made on the way.</summary>
abstract unsafe class PanelConv
{
    /// <summary>Scratch memory for all threads.</summary>
    public abstract long ScratchBytes { get; }

    /// <summary>Convolves the whole batch.</summary>
    public abstract void Run(float* x, Tensor weight, float* bias, float* y, byte* scratch, Activation? then);

    /// <summary>For registers of 512, 256 or 128 bits.</summary>
    public static PanelConv Of(VolumeSizes sizes, int bits) => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new PanelConv<F32x16>(sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new PanelConv<F32x8>(sizes, bits),
        _ => new PanelConv<F32x4>(sizes, bits),
    };
}

/// <summary>
/// Convolution as the product of matrices [O, terms] by [terms, pixels], for one group of channels at a time. The right side is
/// never whole: a thread lays out the panels of some pixels, as many as its cache keeps, right before they are used. For many
/// channels, where that is little beside the products.
/// <para>Sums of few terms are bound by writing them: they go through tiles straight to memory, past the cache where they are large.</para>
/// </summary>
/// <typeparam name="V">The register.</typeparam>
sealed unsafe class PanelConv<V> : PanelConv where V : struct, ISimdPairs<V>
{
    // Panels of 1 MB; but so many columns at least, or the weights cost more than the products.
    const int PanelElements = 1 << 18;
    const int FewestColumns = 128, MostColumns = 512;

    // An output beyond this is not in the cache when its reader comes.
    const long StreamingBytes = 16 << 20;

    readonly Gemm<float> _gemm;
    readonly LastPacked<ConvPacking> _packed;
    readonly VolumeSizes _sizes;
    readonly int _volume, _outVolume, _columns, _parts, _lanes = Work.Threads;
    readonly int[] _offsets;

    public PanelConv(VolumeSizes sizes, int bits)
    {
        _gemm = Gemm<float>.OfBits(bits);
        _packed = new(new(sizes.Groups, _gemm.TileRows));
        (_volume, _outVolume) = (sizes.Size.Volume, sizes.OutSize.Volume);
        // Of 1 by 1 elements side by side, the whole volume is one row.
        _sizes = sizes.Kernel == 1 && sizes.Stride == 1 && sizes.Padding == 0 ? sizes with { Size = (1, 1, _volume), OutSize = (1, 1, _volume) } : sizes;
        int panel = _gemm.PanelColumns;
        int columns = Math.Clamp(PanelElements / sizes.Terms, FewestColumns, MostColumns) / panel * panel;
        // Parts of nearly equal size.
        _parts = (_outVolume + columns - 1) / columns;
        _columns = ((_outVolume + _parts - 1) / _parts + panel - 1) / panel * panel;
        _parts = (_outVolume + _columns - 1) / _columns;
        _offsets = new int[sizes.Terms <= Gemm<float>.Kc ? sizes.Terms : 0];
        for (int i = 0; i < _offsets.Length; i++)
            _offsets[i] = i * panel;
    }

    public override long ScratchBytes => _lanes * LaneBytes;

    long LaneBytes => ((long)_gemm.PackedLength(_sizes.Terms, _columns) * sizeof(float) + 127) & ~127L;

    // Weights that are read in one go; and with few columns each is read only a few times: then it must lie as it is read.
    bool PacksWeights => _offsets.Length > 0 || _columns < FewestColumns;

    public override void Run(float* x, Tensor weight, float* bias, float* y, byte* scratch, Activation? then)
    {
        Storage? packed = PacksWeights ? _packed.Of(weight) : null;
        bool streams = then is null && (long)_sizes.Batch * _sizes.OutChannels * _outVolume * sizeof(float) > StreamingBytes
            && _outVolume % V.Count == 0 && (nint)y % (V.Count * sizeof(float)) == 0;
        fixed (float* plain = weight.Borrow<float>(), inBlocks = packed is null ? [] : packed.Borrow<float>(0, weight.ElementCount))
        {
            Job job = new(this, x, packed is null ? plain : inBlocks, bias, y, scratch, then, streams);
            Work.For(checked(_sizes.Batch * _sizes.Groups * _parts), _lanes, ref job);
        }
        GC.KeepAlive(packed);
    }

    readonly struct Job(PanelConv<V> conv, float* x, float* weights, float* bias, float* y, byte* scratch, Activation? then, bool streams) : IJob
    {
        public void Run(int part, int lane)
        {
            VolumeSizes sizes = conv._sizes;
            (int plane, int block) = Math.DivRem(part, conv._parts);
            (int image, int group) = Math.DivRem(plane, sizes.Groups);
            int first = block * conv._columns, count = Math.Min(conv._columns, conv._outVolume - first), panel = conv._gemm.PanelColumns;
            float* panels = (float*)(scratch + lane * conv.LaneBytes);
            float* source = x + ((nint)image * sizes.Channels + (nint)group * sizes.GroupChannels) * conv._volume;
            for (int column = 0; column < count; column += panel)
                conv.Panel(source, first + column, Math.Min(panel, count - column), panels + (nint)column * sizes.Terms);
            nint channel = (nint)group * sizes.GroupOutChannels;
            GemmCall<float> call = new()
            {
                M = sizes.GroupOutChannels,
                N = count,
                K = sizes.Terms,
                A = weights + channel * sizes.Terms,
                ARow = sizes.Terms,
                AStep = 1,
                B = panels,
                C = y + ((nint)image * sizes.OutChannels + channel) * conv._outVolume + first,
                CRow = conv._outVolume,
                Addend = Addend<float>.OfRows(bias == null ? null : bias + channel),
                Then = then,
            };
            if (!conv.PacksWeights)
            {
                conv._gemm.Run(call);
                return;
            }
            RowBlocks blocks = new(sizes.GroupOutChannels, conv._gemm.TileRows);
            for (int i = 0; i < blocks.Count; i++)
            {
                int row = blocks.First(i);
                GemmCall<float> strip = call;
                strip.M = strip.AStep = blocks.First(i + 1) - row;
                strip.ARow = 1;
                strip.A = call.A + (nint)row * sizes.Terms;
                strip.C = call.C + row * call.CRow;
                strip.Addend = call.Addend.At(row, 0);
                if (conv._offsets.Length > 0)
                    conv.Tiles(strip, streams);
                else
                    conv._gemm.Run(strip);
            }
        }
    }

    // The products of one block of channels, whose sums begin and end in registers.
    void Tiles(in GemmCall<float> strip, bool streams)
    {
        delegate*<ConvTileCall*, void> tile = ConvTile<V>.OfRows((int)strip.M);
        int panel = _gemm.PanelColumns;
        fixed (int* offsets = _offsets)
        {
            ConvTileCall call = new()
            {
                Terms = strip.K,
                Weights = strip.A,
                Source = strip.B,
                Offsets = offsets,
                SourceColumn = V.Count,
                Sums = strip.C,
                SumsRow = strip.CRow,
                SumsColumn = V.Count,
                Bias = strip.Addend.First,
            };
            for (nint left = strip.N; left > 0; left -= panel, call.Source += panel * strip.K, call.Sums += panel)
            {
                call.Lanes = Math.Min(left, V.Count);
                call.SecondLanes = Math.Clamp(left - V.Count, 0, V.Count);
                call.Streams = streams && left >= panel;
                tile(&call);
            }
        }
        strip.Then?.Apply(strip.C, strip.M, strip.N, strip.CRow);
    }

    // Lays out the terms of some pixels, row by row of the volume.
    void Panel(float* source, int pixel, int count, float* panel)
    {
        for (int column = 0; column < count;)
        {
            (int row, int x) = Math.DivRem(pixel + column, _sizes.OutSize.Width);
            int run = Math.Min(count - column, _sizes.OutSize.Width - x);
            (int z, int y) = Math.DivRem(row, _sizes.OutSize.Height);
            Terms(source, z, y, x, run, panel + column);
            column += run;
        }
    }

    // The terms of neighbours in a row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Terms(float* source, int z, int y, int x, int count, float* to)
    {
        Size3 size = _sizes.Size, kernel = _sizes.Kernel, dilation = _sizes.Dilation;
        int step = _gemm.PanelColumns, stride = _sizes.Stride.Width;
        nint front = (nint)z * _sizes.Stride.Depth - _sizes.Padding.Depth, top = (nint)y * _sizes.Stride.Height - _sizes.Padding.Height;
        for (nint c = 0; c < _sizes.GroupChannels; c++, source += _volume)
            for (nint kz = 0, plane = front; kz < kernel.Depth; kz++, plane += dilation.Depth)
                for (nint ky = 0, row = top; ky < kernel.Height; ky++, row += dilation.Height)
                {
                    bool isInside = plane >= 0 && plane < size.Depth && row >= 0 && row < size.Height;
                    float* line = source + (plane * size.Height + row) * size.Width;
                    nint left = (nint)x * stride - _sizes.Padding.Width;
                    for (nint kx = 0; kx < kernel.Width; kx++, left += dilation.Width, to += step)
                        Copy(isInside ? line : null, left, stride, size.Width, to, count);
                }
    }

    // to[i] = line[left + i * stride], 0 outside the line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(float* line, nint left, nint stride, nint width, float* to, nint count)
    {
        nint first = left >= 0 ? 0 : stride == 1 ? -left : (-left + stride - 1) / stride;
        nint end = stride == 1 ? Math.Min(count, width - left) : left >= width ? 0 : Math.Min(count, (width - 1 - left) / stride + 1);
        if (line == null || first > 0 || end < count)
            for (nint i = 0; i < count; i += V.Count)
                V.StoreFirst(V.Zero, to + i, count - i);
        if (line == null)
            return;
        line += left;
        if (stride == 1)
            for (nint i = first; i < end; i += V.Count)
                V.StoreFirst(V.LoadFirst(line + i, end - i), to + i, end - i);
        else if (stride == 2)
            for (nint i = first; i < end; i += V.Count)
            {
                // The last one has no neighbour.
                nint elements = 2 * (end - i) - 1;
                V.Split(V.LoadFirst(line + 2 * i, elements), V.LoadFirst(line + 2 * i + V.Count, elements - V.Count), out V even, out _);
                V.StoreFirst(even, to + i, end - i);
            }
        else
            for (nint i = first; i < end; i++)
                to[i] = line[i * stride];
    }
}
