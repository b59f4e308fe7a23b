using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// What all fast convolutions of float32 share: operands become pointers, and where a pooling follows that the kernel does not do
/// itself, the convolution goes to the workspace and is pooled from there.
/// </summary>
abstract unsafe class FloatConv : Kernel
{
    readonly VectorPoolKernel? _pool;
    readonly string _name;

    /// <summary>For registers of so many bits.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="bits">512, 256 or 128.</param>
    /// <param name="way">What the kernel's name says of it.</param>
    /// <param name="poolsItself">True where <see cref="Convolve"/> writes what the pooling gives.</param>
    protected FloatConv(Conv2dOp op, ConvSizes sizes, int bits, string way, bool poolsItself)
    {
        (Sizes, Then, Bits) = (sizes, op.Then, bits);
        _name = FormattableString.Invariant($"conv2d {way}, {bits} bits");
        if (op.Pool is { } pool && !poolsItself)
        {
            Shape pooled = Ops.PoolShape(pool, sizes.OutShape);
            _pool = VectorPoolKernel.Of<MaxFold>(_name, bits, pool.Plan(Size3.Of(sizes.OutShape, 2), Size3.Of(pooled, 2)));
        }
    }

    public sealed override string Name => _name;

    public sealed override long WorkspaceBytes => UnpooledBytes + (_pool?.WorkspaceBytes ?? 0) + ScratchBytes;

    protected ConvSizes Sizes { get; }

    /// <summary>Applied to the sums.</summary>
    protected Activation? Then { get; }

    protected int Bits { get; }

    /// <summary>Threads that the workspace has room for.</summary>
    protected int Lanes { get; } = Work.Threads;

    /// <summary>What <see cref="Convolve"/> needs for all lanes.</summary>
    protected abstract long ScratchBytes { get; }

    long UnpooledBytes => _pool is null ? 0 : Aligned((long)Sizes.Batch * Sizes.OutChannels * Sizes.OutPlane * sizeof(float));

    /// <summary>Bytes rounded up so that what follows begins on a line that no other thread writes to.</summary>
    protected static long Aligned(long bytes) => (bytes + 127) & ~127L;

    public sealed override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        fixed (float* x = inputs[0]!.Borrow<float>(), bias = inputs[2].BorrowOrEmpty<float>(), y = outputs[0].BorrowForWriting<float>())
        fixed (byte* start = workspace is null ? [] : workspace.BorrowForWriting<byte>(0, workspace.ByteLength))
        {
            if (_pool is null)
                Convolve(x, inputs[1]!, bias, y, start);
            else
            {
                float* unpooled = (float*)start;
                Convolve(x, inputs[1]!, bias, unpooled, start + UnpooledBytes + _pool.WorkspaceBytes);
                _pool.Run(unpooled, y, Sizes.Batch * Sizes.OutChannels, start + UnpooledBytes);
            }
        }
    }

    /// <summary>Convolves the whole batch.</summary>
    /// <param name="x">The input.</param>
    /// <param name="weight">The weight, dense.</param>
    /// <param name="bias">One for each output channel, or null.</param>
    /// <param name="y">The output.</param>
    /// <param name="scratch">So many bytes as asked for.</param>
    protected abstract void Convolve(float* x, Tensor weight, float* bias, float* y, byte* scratch);
}
