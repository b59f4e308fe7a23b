using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Reuses the memory of large storages, by size class (four per power of two, so at most a quarter is wasted). The pool holds
/// each block and only a weak handle on the storage that uses it; when a collection has cleared the handle, nothing can reach
/// the memory any more and the next renter gets it. No finalizer takes part: there is nothing to wait for and no order of
/// finalization in which a block could be given away while somebody's finalizer still reads it.
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

    // A collection shows what an eager loop has dropped. It is asked for instead of fresh memory when so much was handed out
    // since the last one, or a quarter of what is in use: often enough to bound what is retained, seldom enough to cost little.
    const long CollectAfterBytes = 64L << 20;

    // Storages that outlived two collections are found by full ones only: asked for when the pool holds twice what was in use
    // after the last, and at least this much.
    const long SmallestFullCollectionBytes = 256L << 20;

    readonly Lock _lock = new();
    readonly Dictionary<int, SizeClass> _classes = [];
    long _heldBytes;
    long _rentedBytesSinceCollection;
    long _collectAfterBytes = CollectAfterBytes;
    long _fullCollectionBytes = SmallestFullCollectionBytes;
    int _lastCollection;

    /// <summary>The pool of all storages in host memory; any other is a test's, and trimmed by nobody else.</summary>
    public static BlockPool Shared { get; } = MakeShared();

    /// <summary>Bytes that the pool holds, in use or idle.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>
    /// A block of at least so many lines for <paramref name="user"/> and one to spare for aligning them, pinned; its content is
    /// what its last user left. It is reused when the user is unreachable, unless <see cref="Release"/> takes it out of the pool before.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">No array is that long.</exception>
    public Block Rent(long lines, object user)
    {
        int sizeClass = ClassOf(lines);
        if (TryTake(sizeClass, user) is { } block)
            return block;
        // The spare line comes on top: with it inside, a length of a power of two, as most weights have, would fall into the next class.
        long fresh = LinesOf(sizeClass) + 1;
        if (fresh > Array.MaxLength)
            throw new InsufficientMemoryException($"a storage of {(Int128)lines * Unsafe.SizeOf<Line>()} bytes is larger than any array can be");
        if (IsCollectionDue())
        {
            // Generation 1, since what is in use during one collection is there by the next.
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            if (TryTake(sizeClass, user) is { } dropped)
                return dropped;
            if (HeldBytes >= Interlocked.Read(ref _fullCollectionBytes))
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
                Interlocked.Exchange(ref _fullCollectionBytes, Math.Max(SmallestFullCollectionBytes, 2 * SweptBusyBytes()));
                if (TryTake(sizeClass, user) is { } old)
                    return old;
            }
        }
        block = new(GC.AllocateUninitializedArray<Line>((int)fresh, pinned: true), user);
        lock (_lock)
        {
            _heldBytes += block.Bytes;
            _rentedBytesSinceCollection += block.Bytes;
            ClassAt(sizeClass).Busy.Add(block);
        }
        return block;
    }

    /// <summary>Leaves a block to the collector: somebody holds a span over it that may outlive the block's user.</summary>
    public static void Release(Block block) => block.IsReleased = true;

    /// <summary>Gives up the blocks that nobody has needed since the last call.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            Sweep();
            foreach (SizeClass blocks in _classes.Values)
                _heldBytes -= blocks.Trim();
        }
    }

    bool IsCollectionDue()
    {
        lock (_lock)
        {
            if (_rentedBytesSinceCollection < _collectAfterBytes)
                return false;
            _rentedBytesSinceCollection = 0;
            return true;
        }
    }

    Block? TryTake(int sizeClass, object user)
    {
        lock (_lock)
        {
            SizeClass blocks = ClassAt(sizeClass);
            if (blocks.Idle.Count == 0)
                Sweep();
            Block? block = blocks.TryTake(user);
            _rentedBytesSinceCollection += block?.Bytes ?? 0;
            return block;
        }
    }

    long SweptBusyBytes()
    {
        lock (_lock)
        {
            Sweep();
            return _classes.Values.Sum(blocks => blocks.BusyBytes);
        }
    }

    // Handles change only in collections; this count rises with one of any generation.
    void Sweep()
    {
        int collections = GC.CollectionCount(0);
        if (collections == _lastCollection)
            return;
        _lastCollection = collections;
        long busy = 0;
        foreach (SizeClass blocks in _classes.Values)
        {
            _heldBytes -= blocks.Sweep();
            busy += blocks.BusyBytes;
        }
        _collectAfterBytes = Math.Max(CollectAfterBytes, busy / 4);
    }

    static BlockPool MakeShared()
    {
        BlockPool pool = new();
        _ = new IdleTrimmer(pool);
        return pool;
    }

    SizeClass ClassAt(int sizeClass) => CollectionsMarshal.GetValueRefOrAddDefault(_classes, sizeClass, out _) ??= new();

    // Class 4 * e + q holds blocks of (4 + q) * 2^(e - 2) lines, the smallest class that is large enough.
    internal static int ClassOf(long lines)
    {
        if (lines <= 4)
            return 8;
        int exponent = BitOperations.Log2((ulong)lines - 1);
        long step = 1L << (exponent - 2);
        return 4 * exponent + (int)((lines - 1) / step) - 3;
    }

    internal static long LinesOf(int sizeClass) => (4L + (sizeClass & 3)) << ((sizeClass >> 2) - 2);

    /// <summary>Memory and who uses it.</summary>
    internal sealed class Block(Line[] lines, object user)
    {
        // Cleared only when the user can not be reached from a finalizer either.
        WeakGCHandle<object> _user = new(user, trackResurrection: true);

        public Line[] Lines { get; } = lines;

        public long Bytes => (long)Lines.Length * Unsafe.SizeOf<Line>();

        public volatile bool IsReleased;

        public bool IsInUse => _user.TryGetTarget(out _);

        public void UseFor(object user) => _user.SetTarget(user);

        /// <returns>The bytes that the collector may have.</returns>
        public long Forget()
        {
            _user.Dispose();
            return Bytes;
        }
    }

    /// <summary>The blocks of one size; used under the pool's lock.</summary>
    sealed class SizeClass
    {
        int _leastIdle;

        public List<Block> Busy { get; } = [];

        public Stack<Block> Idle { get; } = new();

        public long BusyBytes => Busy.Count == 0 ? 0 : Busy.Count * Busy[0].Bytes;

        public Block? TryTake(object user)
        {
            if (!Idle.TryPop(out Block? block))
                return null;
            _leastIdle = Math.Min(_leastIdle, Idle.Count);
            block.UseFor(user);
            Busy.Add(block);
            return block;
        }

        /// <summary>Moves blocks whose users are gone to the idle ones and lets released ones go.</summary>
        /// <returns>The bytes let go.</returns>
        public long Sweep()
        {
            long released = 0;
            int kept = 0;
            foreach (Block block in CollectionsMarshal.AsSpan(Busy))
            {
                if (block.IsReleased)
                    released += block.Forget();
                else if (block.IsInUse)
                    Busy[kept++] = block;
                else
                    Idle.Push(block);
            }
            Busy.RemoveRange(kept, Busy.Count - kept);
            return released;
        }

        /// <summary>Lets go of as many blocks as have been idle all the time since the last call.</summary>
        /// <returns>The bytes let go.</returns>
        public long Trim()
        {
            long released = 0;
            for (; _leastIdle > 0; _leastIdle--)
                released += Idle.Pop().Forget();
            _leastIdle = Idle.Count;
            return released;
        }
    }

    /// <summary>Lives for one full collection at a time: its finalizer trims the pool and registers anew.</summary>
    sealed class IdleTrimmer(BlockPool pool)
    {
        ~IdleTrimmer()
        {
            pool.Trim();
            if (!Environment.HasShutdownStarted)
                GC.ReRegisterForFinalize(this);
        }
    }
}
