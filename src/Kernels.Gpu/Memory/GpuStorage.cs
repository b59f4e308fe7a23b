using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Memory of a GPU: a block of its device's pool. The finalizer hands the block back and calls no driver.</summary>
sealed class GpuStorage : Storage
{
    readonly GpuDevice _device;

    public GpuStorage(GpuDevice device, long byteLength) : base(device, byteLength)
    {
        _device = device;
        Block = device.Pool.Rent(byteLength);
    }

    ~GpuStorage()
    {
        // Null where the pool had no memory to give.
        if (Block is not null)
            _device.Pool.Return(Block);
    }

    /// <summary>The memory; longer than was asked for.</summary>
    public GpuBlock Block { get; }

    protected override ref byte Bytes => throw new InvalidOperationException($"the tensor is on {Device.Name}: {Device.NoHostAccess}");

    public override void Read(long byteOffset, Span<byte> destination) => Device.CopyToHost(this, byteOffset, destination);
}
