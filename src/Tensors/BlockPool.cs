using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Free lists of pinned blocks, by size class (four classes per power of two, so at most a quarter is wasted). Storages take
/// blocks here and their finalizers bring them back; a full collection of the process gives idle blocks up.
/// </summary>
sealed class BlockPool
{
    /// <summary>64 bytes: a cache line, a SIMD register, and the alignment of storages in PyTorch's files.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct Line
    {
    }

    /// <summary>Shorter storages are ordinary arrays: allocating those costs less than finding a block.</summary>
    public const int SmallestBytes = 16 * 1024;

    // A young collection lets finalizers return what an eager loop has dropped. It is asked for when the blocks handed out
    // since the last one add up to this much, instead of taking that much fresh memory.
    const long CollectAfterBytes = 64L << 20;

    readonly Lock _lock = new();
    readonly Dictionary<int, Stack<Line[]>> _free = [];
    long _freeBytes;
    long _freshBytesSinceCollection;

    public static BlockPool Shared { get; } = new();

    BlockPool() => _ = new IdleTrimmer(this);

    /// <summary>Bytes that wait for reuse.</summary>
    public long FreeBytes => Interlocked.Read(ref _freeBytes);

    /// <summary>A block of at least so many lines; its content is what its last user left.</summary>
    public Line[] Rent(long lines)
    {
        int sizeClass = ClassOf(lines);
        if (TryTake(sizeClass, out Line[]? block))
            return block;
        long bytes = LinesOf(sizeClass) * Unsafe.SizeOf<Line>();
        if (Interlocked.Add(ref _freshBytesSinceCollection, bytes) > CollectAfterBytes)
        {
            Interlocked.Exchange(ref _freshBytesSinceCollection, 0);
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            if (TryTake(sizeClass, out block))
                return block;
        }
        return GC.AllocateUninitializedArray<Line>(checked((int)LinesOf(sizeClass)), pinned: true);
    }

    /// <summary>Takes a block back.</summary>
    public void Return(Line[] block)
    {
        int sizeClass = ClassOf(block.Length);
        lock (_lock)
        {
            ref Stack<Line[]>? stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_free, sizeClass, out _);
            (stack ??= new()).Push(block);
            _freeBytes += (long)block.Length * Unsafe.SizeOf<Line>();
        }
    }

    /// <summary>Gives all idle blocks to the collector.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _free.Clear();
            _freeBytes = 0;
        }
    }

    bool TryTake(int sizeClass, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Line[]? block)
    {
        lock (_lock)
        {
            if (!_free.TryGetValue(sizeClass, out Stack<Line[]>? stack) || !stack.TryPop(out block))
            {
                block = null;
                return false;
            }
            _freeBytes -= (long)block.Length * Unsafe.SizeOf<Line>();
            return true;
        }
    }

    // Class 4 * e + q holds blocks of (4 + q) * 2^(e - 2) lines, the smallest class that is large enough.
    static int ClassOf(long lines)
    {
        if (lines <= 4)
            return 8;
        int exponent = BitOperations.Log2((ulong)lines - 1);
        long step = 1L << (exponent - 2);
        return 4 * exponent + (int)((lines - 1) / step) - 3;
    }

    static long LinesOf(int sizeClass) => (4L + (sizeClass & 3)) << ((sizeClass >> 2) - 2);

    /// <summary>Lives for one full collection at a time: its finalizer trims the pool and registers anew.</summary>
    sealed class IdleTrimmer(BlockPool pool)
    {
        ~IdleTrimmer()
        {
            if (GC.CollectionCount(GC.MaxGeneration) > 0)
                pool.Trim();
            if (!Environment.HasShutdownStarted)
                GC.ReRegisterForFinalize(this);
        }
    }
}
