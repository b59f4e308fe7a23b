using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Convolutions by bands: a few rows of all output channels of one image, small enough that what they read and write stays in the
/// first-level cache. Activation and pooling run on the band while it is there. A thread takes as many bands of the whole
/// batch, one after the other, as make a fixed amount of work.
/// </summary>
abstract unsafe class BandConv : FloatConv
{
    // About 15 microseconds at 130 GFLOP/s.
    const long GrainProducts = 1 << 20;

    // First-level caches hold 32 or 48 KB; smaller bands would start more tiles (docs/decisions.md, convolution).
    const int BandBytes = 32 << 10;

    // With fewer rows the weights would be read too often.
    const int FewestRows = 4;

    readonly PlanePool? _pool, _lastPool;
    readonly int _bandRows, _bands, _bandsPerPart, _poolStep;
    readonly bool _isFinished;
    readonly int _pooledHeight, _pooledWidth;

    /// <param name="op">The operation.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="bits">512, 256 or 128.</param>
    /// <param name="way">What the kernel's name says of it.</param>
    /// <param name="sourceRowBytes">What one row of outputs reads.</param>
    /// <param name="rowMultiple">A band has a multiple of so many rows, if the image does.</param>
    /// <param name="isFinished">True where <see cref="Band"/> applies the activation and pools by itself, into the output.</param>
    protected BandConv(Conv2dOp op, ConvSizes sizes, int bits, string way, int sourceRowBytes, int rowMultiple = 1, bool isFinished = false)
        : base(op, sizes, bits, way, IsWithin(op.Pool))
    {
        _isFinished = isFinished;
        (_pooledHeight, _pooledWidth, _poolStep) = (sizes.OutHeight, sizes.OutWidth, 1);
        bool pools = op.Pool is not null && IsWithin(op.Pool);
        if (pools)
        {
            Shape pooled = Ops.PoolShape(op.Pool!, sizes.OutShape);
            (_pooledHeight, _pooledWidth, _poolStep) = ((int)pooled[2], (int)pooled[3], op.Pool!.Stride.Height);
        }
        int rowBytes = Math.Max(1, sourceRowBytes + (pools ? sizes.OutChannels * sizes.OutWidth * sizeof(float) : 0));
        // Rows that the pooling drops are not computed.
        int height = _pooledHeight * _poolStep;
        // Whole windows of the pooling.
        int step = _poolStep % rowMultiple == 0 ? _poolStep : _poolStep * rowMultiple;
        _bandRows = Math.Min(Math.Max((FewestRows + step - 1) / step, BandBytes / rowBytes / step) * step, height);
        _bands = (height + _bandRows - 1) / _bandRows;
        _bandsPerPart = (int)Math.Max(1, GrainProducts * _bands / Math.Max(1, sizes.Products));
        if (pools && !isFinished)
        {
            _pool = PoolOf(_bandRows);
            _lastPool = PoolOf(height - (_bands - 1) * _bandRows);

            PlanePool PoolOf(int rows) => PlanePool.Of<MaxFold>(
                op.Pool!.Plan(new(1, rows, sizes.OutWidth), new(1, rows / _poolStep, _pooledWidth)), bits);
        }
    }

    /// <summary>Elements of one thread's scratch memory for <see cref="Band"/>.</summary>
    protected abstract int BandScratch { get; }

    /// <summary>The most rows of a band.</summary>
    protected int BandRows => _bandRows;

    protected sealed override long ScratchBytes => Lanes * LaneBytes;

    long LaneBytes => Aligned((BandScratch + PoolScratch + (_pool?.ScratchLength ?? 0)) * sizeof(float));

    // The band before it is pooled, and room for a last register.
    long PoolScratch => _pool is null ? 0 : ((long)Sizes.OutChannels * _bandRows * Sizes.OutWidth + 31) & ~15L;

    // Windows side by side need no row of another band.
    static bool IsWithin(MaxPoolOp? pool) => pool is not null && pool.Kernel == pool.Stride && pool.Padding == 0 && pool.Dilation == 1 && !pool.CeilMode;

    /// <summary>The packed weight.</summary>
    protected abstract Storage Pack(Tensor weight);

    /// <summary>Computes rows of all output channels of one image.</summary>
    protected abstract void Band(in BandCall call);

    protected sealed override void Convolve(float* x, Tensor weight, float* bias, float* y, byte* scratch)
    {
        Storage packed = Pack(weight);
        fixed (float* weights = packed.Borrow<float>(0, packed.ByteLength / sizeof(float)))
        {
            Job job = new(this, x, weights, bias, y, scratch);
            Work.For((int)(((long)Sizes.Batch * _bands + _bandsPerPart - 1) / _bandsPerPart), Lanes, ref job);
        }
        GC.KeepAlive(packed);
    }

    readonly struct Job(BandConv conv, float* x, float* weights, float* bias, float* y, byte* scratch) : IJob
    {
        public void Run(int part, int lane)
        {
            ConvSizes sizes = conv.Sizes;
            long end = Math.Min((part + 1L) * conv._bandsPerPart, (long)sizes.Batch * conv._bands);
            float* own = (float*)(scratch + lane * conv.LaneBytes);
            nint pooledPlane = (nint)conv._pooledHeight * conv._pooledWidth;
            for (long index = (long)part * conv._bandsPerPart; index < end; index++)
            {
                (nint image, nint band) = ((nint)(index / conv._bands), (nint)(index % conv._bands));
                int first = (int)band * conv._bandRows, rows = Math.Min(conv._bandRows, conv._pooledHeight * conv._poolStep - first);
                float* target = y + image * sizes.OutChannels * pooledPlane + band * (conv._bandRows / conv._poolStep) * conv._pooledWidth;
                BandCall call = new()
                {
                    Source = x + image * sizes.Channels * sizes.Plane,
                    Weights = weights,
                    Bias = bias,
                    Row = first,
                    Rows = rows,
                    Target = target,
                    TargetPlane = pooledPlane,
                    Scratch = own,
                };
                if (conv._pool is not null)
                {
                    call.Target = own + conv.BandScratch;
                    call.TargetPlane = (nint)rows * sizes.OutWidth;
                }
                conv.Band(call);
                if (conv._isFinished)
                    continue;
                conv.Then?.Apply(call.Target, sizes.OutChannels, (nint)rows * sizes.OutWidth, call.TargetPlane);
                if (conv._pool is not null)
                    conv.Pool(call.Target, rows, target, pooledPlane, own + conv.BandScratch + conv.PoolScratch);
            }
        }
    }

    void Pool(float* band, int rows, float* y, nint plane, float* scratch)
    {
        PlanePool pool = rows == _bandRows ? _pool! : _lastPool!;
        nint bandPlane = (nint)rows * Sizes.OutWidth;
        if (_bands == 1)
            pool.Run(band, y, Sizes.OutChannels, scratch);
        else
            for (nint o = 0; o < Sizes.OutChannels; o++)
                pool.Run(band + o * bandPlane, y + o * plane, 1, scratch);
    }
}

/// <summary>A band of one image.</summary>
unsafe struct BandCall
{
    /// <summary>The image.</summary>
    public float* Source;

    /// <summary>The packed weight, and one number for each output channel or null.</summary>
    public float* Weights, Bias;

    /// <summary>The first output row, and how many.</summary>
    public int Row, Rows;

    /// <summary>Where the first row of output channel 0 goes; rows follow each other without gaps.</summary>
    public float* Target;

    /// <summary>The distance between output channels.</summary>
    public nint TargetPlane;

    /// <summary>The thread's own memory.</summary>
    public float* Scratch;
}
