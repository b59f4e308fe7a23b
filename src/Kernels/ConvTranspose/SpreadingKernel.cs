using System.Runtime.CompilerServices;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// Transposed convolution of float32: a product of matrices makes of some input elements what each sends to every place of its
/// kernel, [output channel, kernel element] by [input element]; then those are added to the output where they belong. A thread owns some
/// output channels of one image, so that nothing is added by two; input elements go in blocks of whole rows that fit its cache.
/// </summary>
sealed unsafe class SpreadingKernel : Kernel
{
    // What a block sends: 1 MB.
    const int SentElements = 1 << 18;

    // Columns of a block: enough that each weight is used often.
    const int MostColumns = 512;

    readonly ConvTransposeOp _op;
    readonly Gemm<float> _gemm;
    readonly int _bits, _batch, _channels, _outChannels, _chunk, _chunks, _rowsPerBlock, _lanes = Work.Threads;
    readonly Size3 _size, _outSize, _kernel;

    public SpreadingKernel(ConvTransposeOp op, Shape input, Shape weight, Shape output, int bits)
    {
        (_op, _bits, _gemm) = (op, bits, Gemm<float>.OfBits(bits));
        (_batch, _channels, _outChannels) = (Int(input[0]), Int(input[1]), Int(output[1]));
        (_size, _outSize, _kernel) = (Size3.Of(input, op.Rank), Size3.Of(output, op.Rank), Size3.Of(weight, op.Rank));
        _rowsPerBlock = Math.Clamp(MostColumns / _size.Width, 1, _size.Depth * _size.Height);
        int group = _outChannels / op.Groups;
        _chunk = Math.Clamp(SentElements / checked(_rowsPerBlock * _size.Width * _kernel.Volume), 1, group);
        _chunks = (group + _chunk - 1) / _chunk;
    }

    public override string Name => FormattableString.Invariant($"{_op.Name} gemm, {_bits} bits");

    public override long WorkspaceBytes => _lanes * LaneBytes;

    long LaneBytes => ((PanelLength + (long)_chunk * _kernel.Volume * Columns) * sizeof(float) + 127) & ~127L;

    int Columns => _rowsPerBlock * _size.Width;

    nint PanelLength => _gemm.PackedLength(_channels / _op.Groups, Columns);

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        fixed (float* x = inputs[0]!.Borrow<float>(), weight = inputs[1]!.Borrow<float>(), bias = inputs[2].BorrowOrEmpty<float>(), y = outputs[0].BorrowForWriting<float>())
        fixed (byte* scratch = workspace!.BorrowForWriting<byte>(0, WorkspaceBytes))
        {
            Job job = new(this, x, weight, bias, y, scratch);
            Work.For(checked(_batch * _op.Groups * _chunks), _lanes, ref job);
        }
    }

    readonly struct Job(SpreadingKernel kernel, float* x, float* weight, float* bias, float* y, byte* scratch) : IJob
    {
        public void Run(int part, int lane)
        {
            (int plane, int chunk) = Math.DivRem(part, kernel._chunks);
            (int image, int group) = Math.DivRem(plane, kernel._op.Groups);
            int groupOut = kernel._outChannels / kernel._op.Groups, groupIn = kernel._channels / kernel._op.Groups, places = kernel._kernel.Volume;
            int first = chunk * kernel._chunk, count = Math.Min(kernel._chunk, groupOut - first);
            nint volume = kernel._size.Volume, outVolume = kernel._outSize.Volume, channel = (nint)group * groupOut + first;
            float* panels = (float*)(scratch + lane * kernel.LaneBytes), sent = panels + kernel.PanelLength;
            float* source = x + ((nint)image * kernel._channels + (nint)group * groupIn) * volume, target = y + ((nint)image * kernel._outChannels + channel) * outVolume;
            for (nint o = 0; o < count; o++)
                new Span<float>(target + o * outVolume, (int)outVolume).Fill(bias == null ? 0 : bias[channel + o]);
            int rows = kernel._size.Depth * kernel._size.Height;
            for (int row = 0; row < rows; row += kernel._rowsPerBlock)
            {
                int blockRows = Math.Min(kernel._rowsPerBlock, rows - row);
                nint columns = (nint)blockRows * kernel._size.Width;
                kernel._gemm.Pack(source + (nint)row * kernel._size.Width, volume, 1, groupIn, columns, panels);
                kernel._gemm.Run(new()
                {
                    M = (nint)count * places,
                    N = columns,
                    K = groupIn,
                    A = weight + ((nint)group * groupIn * groupOut + first) * places,
                    ARow = 1,
                    AStep = (nint)groupOut * places,
                    B = panels,
                    C = sent,
                    CRow = columns,
                });
                for (nint o = 0; o < count; o++)
                    kernel.Spread(sent + o * places * columns, row, blockRows, target + o * outVolume);
            }
        }
    }

    // Adds what some rows send to one channel.
    void Spread(float* sent, int first, int rows, float* target)
    {
        for (int kz = 0; kz < _kernel.Depth; kz++)
            for (int ky = 0; ky < _kernel.Height; ky++)
                for (int kx = 0; kx < _kernel.Width; kx++)
                {
                    long left = (long)kx * _op.Dilation.Width - _op.Padding.Width;
                    (int firstX, int endX) = ConvolutionRows.Inside(left, _op.Stride.Width, _outSize.Width, _size.Width);
                    for (int row = first; row < first + rows; row++, sent += _size.Width)
                    {
                        (int inputZ, int inputY) = Math.DivRem(row, _size.Height);
                        long z = (long)inputZ * _op.Stride.Depth - _op.Padding.Depth + (long)kz * _op.Dilation.Depth;
                        long y = (long)inputY * _op.Stride.Height - _op.Padding.Height + (long)ky * _op.Dilation.Height;
                        if (z >= 0 && z < _outSize.Depth && y >= 0 && y < _outSize.Height && firstX < endX)
                            Add(sent + firstX, endX - firstX, target + (nint)((z * _outSize.Height + y) * _outSize.Width + left + (long)firstX * _op.Stride.Width), _op.Stride.Width);
                    }
                }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(float* from, nint count, float* to, nint step)
    {
        if (step == 1)
        {
            nint i = 0;
            for (; i <= count - F32x4.Count; i += F32x4.Count)
                F32x4.Store(F32x4.Load(to + i) + F32x4.Load(from + i), to + i);
            for (; i < count; i++)
                to[i] += from[i];
            return;
        }
        for (nint i = 0; i < count; i++)
            to[i * step] += from[i];
    }
}
