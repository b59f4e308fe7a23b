using System.Diagnostics;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Proofs;

/// <summary>
/// What the memory of outputs costs in an eager forward loop: each operation makes an output, touches every page of it and
/// drops the output before. Each rival runs in a process of its own, so that none inherits another's heap.
/// </summary>
static class PoolProof
{
    static readonly string[] Rivals = ["pool", "pool8", "array", "pinned", "native", "finalizer", "explicit"];

    public static int Run(string[] arguments)
    {
        if (arguments is [string rival, string size])
        {
            One(rival, long.Parse(size, null));
            return 0;
        }
        Console.WriteLine("""
            pool       PtFormat's storages: reused when a weak handle shows that nothing reaches them
            pool8      the same with the last eight outputs alive
            array      a fresh array
            pinned     a fresh pinned array
            native     NativeMemory.AlignedAlloc and, when replaced, AlignedFree
            finalizer  a pool whose storages' finalizers bring blocks back; Rent collects and waits for finalizers
            explicit   a pool that gets each block back by a call: what a Dispose would give
            """);
        Console.WriteLine("bytes | rival | us/op median | us/op mean | collections gen0/1/2 | resident MB");
        foreach (long bytes in (long[])[4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20])
            foreach (string name in Rivals)
            {
                using Process process = Process.Start(Environment.ProcessPath!, ["pool", name, bytes.ToString()]);
                process.WaitForExit();
                if (process.ExitCode != 0)
                    return process.ExitCode;
            }
        return 0;
    }

    static void One(string rival, long bytes)
    {
        Action step = rival switch
        {
            "pool" => Pooled(bytes, 1),
            "pool8" => Pooled(bytes, 8),
            "array" => Arrays(bytes, pinned: false),
            "pinned" => Arrays(bytes, pinned: true),
            "native" => Native(bytes),
            "finalizer" => Finalized(bytes),
            "explicit" => Explicit(bytes),
            _ => throw new ArgumentException($"there is no rival called {rival}"),
        };
        // Long enough for tiered compilation, and for as many bytes as make every rival collect many times.
        int steps = (int)Math.Clamp((8L << 30) / bytes, 64, 200_000);
        long warmUp = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warmUp).TotalSeconds < 0.7)
            step();
        int[] before = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
        double[] times = new double[steps];
        long start = Stopwatch.GetTimestamp(), last = start;
        int done = 0;
        for (; done < steps && Stopwatch.GetElapsedTime(start).TotalSeconds < 4; done++)
        {
            step();
            long now = Stopwatch.GetTimestamp();
            times[done] = (now - last) * 1e6 / Stopwatch.Frequency;
            last = now;
        }
        double mean = Stopwatch.GetElapsedTime(start).TotalMicroseconds / done;
        Array.Sort(times, 0, done);
        // A counter of a higher generation's collections is contained in those below it.
        int[] after = [GC.CollectionCount(0) - before[0], GC.CollectionCount(1) - before[1], GC.CollectionCount(2) - before[2]];
        Console.WriteLine($"{bytes >> 10,6} KB | {rival,-9} | {times[done / 2],9:F2} | {mean,9:F2} | {after[0] - after[1]}/{after[1] - after[2]}/{after[2]} in {done} | {Environment.WorkingSet >> 20}");
    }

    static Action Pooled(long bytes, int alive)
    {
        Tensor[] previous = new Tensor[alive];
        int next = 0;
        return () =>
        {
            Tensor output = Tensor.Uninitialized([bytes], DType.UInt8);
            Touch(output.Storage.BorrowBytesForWriting(0, (int)bytes));
            previous[next++ % alive] = output;
        };
    }

    static Action Arrays(long bytes, bool pinned)
    {
        byte[]? previous = null;
        return () =>
        {
            byte[] output = GC.AllocateUninitializedArray<byte>((int)bytes, pinned);
            Touch(output);
            GC.KeepAlive(previous);
            previous = output;
        };
    }

    static unsafe Action Native(long bytes)
    {
        nint previous = 0;
        return () =>
        {
            void* output = NativeMemory.AlignedAlloc((nuint)bytes, 64);
            Touch(new Span<byte>(output, (int)bytes));
            NativeMemory.AlignedFree((void*)previous);
            previous = (nint)output;
        };
    }

    static Action Finalized(long bytes)
    {
        FinalizerPool pool = new(bytes);
        FinalizerPool.Owner? previous = null;
        return () =>
        {
            FinalizerPool.Owner output = new(pool);
            Touch(output.Block);
            GC.KeepAlive(previous);
            previous = output;
        };
    }

    static Action Explicit(long bytes)
    {
        Stack<byte[]> free = new();
        byte[]? previous = null;
        return () =>
        {
            if (!free.TryPop(out byte[]? output))
                output = GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
            Touch(output);
            if (previous is not null)
                free.Push(previous);
            previous = output;
        };
    }

    static void Touch(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i += 4096)
            bytes[i] = 1;
    }

    /// <summary>The rival that waits for finalizers: for measuring only, it can deadlock with a finalizer that takes a lock.</summary>
    sealed class FinalizerPool(long bytes)
    {
        readonly Lock _lock = new();
        readonly Stack<byte[]> _free = new();
        long _rented;

        byte[] Rent()
        {
            if (TryTake() is { } block)
                return block;
            if (_rented > 64 << 20)
            {
                _rented = 0;
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
                if (TryTake() is { } returned)
                    return returned;
            }
            _rented += bytes;
            return GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
        }

        byte[]? TryTake()
        {
            lock (_lock)
            {
                if (!_free.TryPop(out byte[]? block))
                    return null;
                _rented += bytes;
                return block;
            }
        }

        public sealed class Owner(FinalizerPool pool)
        {
            public byte[] Block { get; } = pool.Rent();

            ~Owner()
            {
                lock (pool._lock)
                    pool._free.Push(Block);
            }
        }
    }
}
