using System.Collections.Concurrent;
using System.Numerics;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Lends device memory by size class (four per power of two, so at most a quarter is wasted) and keeps what comes back:
/// the driver's allocation and release wait for all work, a block out of here costs nothing. Blocks are handed on in the order
/// of the device's one stream, so the next user's kernels run after the last one's. What nobody refers to comes back through
/// finalizers; when a class is empty and much was handed out since the last collection, one is asked for first.
/// </summary>
sealed class GpuPool(Accelerator accelerator, Action bind) : IDisposable
{
    /// <summary>What the driver's allocations are aligned to, and the smallest block.</summary>
    public const int SmallestBytes = 256;

    // A collection shows what a loop has dropped: asked for when so much fresh memory, or a quarter of what is held, was wanted.
    const long CollectAfterBytes = 64L << 20;

    // Finalizers run on a thread of their own; a class that stays empty so long has nothing to come back.
    const int FinalizerMilliseconds = 50;

    readonly ConcurrentDictionary<int, ConcurrentStack<GpuBlock>> _idle = new();
    readonly Lock _allocating = new();

    // A buffer of ILGPU's frees itself when nobody refers to it, and when a storage goes only this does.
    readonly HashSet<GpuBlock> _all = [];
    long _heldBytes, _lentBytes, _freshBytes;
    bool _isDisposed;

    /// <summary>Bytes that the driver has given, lent or idle.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>Bytes of blocks that storages have.</summary>
    public long LentBytes => Interlocked.Read(ref _lentBytes);

    /// <summary>A block of at least so many bytes; its content is what its last user left.</summary>
    /// <exception cref="InsufficientMemoryException">The device has no such stretch of memory left.</exception>
    public GpuBlock Rent(long byteLength)
    {
        int sizeClass = ClassOf(byteLength);
        GpuBlock block = TryTake(sizeClass) ?? TakeAfterCollection(sizeClass) ?? Allocate(sizeClass);
        Interlocked.Add(ref _lentBytes, block.Buffer.LengthInBytes);
        return block;
    }

    /// <summary>Takes a block back. For finalizers: it calls no driver and takes no lock.</summary>
    public void Return(GpuBlock block)
    {
        Interlocked.Add(ref _lentBytes, -block.Buffer.LengthInBytes);
        if (!Volatile.Read(ref _isDisposed))
            StackOf(block.SizeClass).Push(block);
    }

    /// <summary>Gives all idle blocks back to the driver.</summary>
    public void Trim()
    {
        lock (_allocating)
        {
            bind();
            foreach (ConcurrentStack<GpuBlock> blocks in _idle.Values)
                while (blocks.TryPop(out GpuBlock? block))
                {
                    Interlocked.Add(ref _heldBytes, -block.Buffer.LengthInBytes);
                    _all.Remove(block);
                    block.Buffer.Dispose();
                }
        }
    }

    /// <summary>Frees all memory, whoever still holds it.</summary>
    public void Dispose()
    {
        lock (_allocating)
        {
            Volatile.Write(ref _isDisposed, true);
            foreach (GpuBlock block in _all)
                block.Buffer.Dispose();
            _all.Clear();
            _idle.Clear();
            Interlocked.Exchange(ref _heldBytes, 0);
        }
    }

    GpuBlock? TryTake(int sizeClass) => StackOf(sizeClass).TryPop(out GpuBlock? block) ? block : null;

    GpuBlock? TakeAfterCollection(int sizeClass)
    {
        if (Interlocked.Read(ref _freshBytes) < Math.Max(CollectAfterBytes, HeldBytes / 4))
            return null;
        Interlocked.Exchange(ref _freshBytes, 0);
        return Collect(sizeClass);
    }

    GpuBlock? Collect(int sizeClass)
    {
        long lent = LentBytes;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
        // Not GC.WaitForPendingFinalizers: the caller may hold what somebody's finalizer waits for.
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < FinalizerMilliseconds; Thread.Sleep(1))
            if (TryTake(sizeClass) is { } block)
                return block;
            else if (LentBytes == lent)
                start -= 10;
        return null;
    }

    GpuBlock Allocate(int sizeClass)
    {
        long bytes = BytesOf(sizeClass);
        for (int attempt = 0; ; attempt++)
            try
            {
                lock (_allocating)
                {
                    ObjectDisposedException.ThrowIf(_isDisposed, typeof(GpuDevice));
                    bind();
                    MemoryBuffer buffer = accelerator.AllocateRaw(bytes, 1);
                    Interlocked.Add(ref _heldBytes, bytes);
                    Interlocked.Add(ref _freshBytes, bytes);
                    GpuBlock block = new(buffer, sizeClass);
                    _all.Add(block);
                    return block;
                }
            }
            catch (AcceleratorException e)
            {
                // Short: first what was dropped, then what lies idle in other sizes.
                if (attempt == 0)
                {
                    if (Collect(sizeClass) is { } dropped)
                        return dropped;
                    Trim();
                }
                else
                    throw new InsufficientMemoryException($"{accelerator.Name}: no {bytes} bytes of device memory are left beside the {HeldBytes} in use: {e.Message}", e);
            }
    }

    ConcurrentStack<GpuBlock> StackOf(int sizeClass) => _idle.GetOrAdd(sizeClass, static _ => new());

    // Class 4 * e + q holds blocks of (4 + q) * 2^(e - 2) times the smallest, the smallest class that is large enough.
    internal static int ClassOf(long byteLength)
    {
        long units = Math.Max(1, (byteLength + SmallestBytes - 1) / SmallestBytes);
        if (units <= 4)
            return (int)units - 1;
        int exponent = BitOperations.Log2((ulong)units - 1);
        long step = 1L << (exponent - 2);
        return 4 * exponent + (int)((units - 1) / step) - 3;
    }

    internal static long BytesOf(int sizeClass) => sizeClass < 4 ? (sizeClass + 1L) * SmallestBytes : ((4L + (sizeClass & 3)) << ((sizeClass >> 2) - 2)) * SmallestBytes;
}
