using System.Runtime.CompilerServices;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class BlockPoolTests
{
    [Test]
    public void ABlockIsReusedWhenItsUserIsGone()
    {
        BlockPool pool = new();
        BlockPool.Line[] first = RentAndForget(pool, 1000);
        Collect();
        object user = new();
        Assert.That(pool.Rent(1000, user).Lines, Is.SameAs(first));
        GC.KeepAlive(user);
    }

    [Test]
    public void ABlockInUseIsNotReused()
    {
        BlockPool pool = new();
        object user = new(), other = new();
        BlockPool.Line[] first = pool.Rent(1000, user).Lines;
        Collect();
        Assert.That(pool.Rent(1000, other).Lines, Is.Not.SameAs(first));
        GC.KeepAlive(user);
    }

    [Test]
    public void AReleasedBlockIsNeverReused()
    {
        BlockPool pool = new();
        BlockPool.Line[] first = RentAndForget(pool, 1000, release: true);
        Collect();
        object user = new();
        Assert.That(pool.Rent(1000, user).Lines, Is.Not.SameAs(first));
        GC.KeepAlive(user);
    }

    [Test]
    public void AUserThatAFinalizerCanStillReachKeepsItsBlock()
    {
        BlockPool pool = new();
        BlockPool.Line[] first = RentInsideFinalizable(pool, 1000);
        GC.Collect();
        object user = new();
        Assert.That(pool.Rent(1000, user).Lines, Is.Not.SameAs(first), "the finalizer may not have run yet");
        GC.KeepAlive(user);
    }

    [Test]
    public void ALoopThatDropsItsOutputsRunsInBoundedMemory()
    {
        BlockPool pool = new();
        const long lines = (4 << 20) / 64;
        for (int i = 0; i < 1000; i++)
            RentAndForget(pool, lines);
        Assert.That(pool.HeldBytes, Is.LessThanOrEqualTo(512L << 20), "1000 blocks of 4 MB were rented");
    }

    [Test]
    public void IdleBlocksAreGivenUpAfterASecondTrim()
    {
        BlockPool pool = new();
        RentAndForget(pool, 1000);
        Collect();
        pool.Trim();
        pool.Trim();
        Assert.That(pool.HeldBytes, Is.Zero);
    }

    [Test]
    public void SizeClassesHoldWhatIsAskedAndWasteAtMostAQuarter()
    {
        for (long lines = 1; lines < 5000; lines++)
            CheckClass(lines);
        for (int exponent = 13; exponent < 37; exponent++)
            foreach (long lines in (long[])[(1L << exponent) - 1, 1L << exponent, (1L << exponent) + 1])
                CheckClass(lines);

        static void CheckClass(long lines)
        {
            long held = BlockPool.LinesOf(BlockPool.ClassOf(lines));
            Assert.That(held, Is.GreaterThanOrEqualTo(lines));
            Assert.That(held, Is.LessThanOrEqualTo(Math.Max(4, lines + lines / 4)));
            Assert.That(BlockPool.ClassOf(held), Is.EqualTo(BlockPool.ClassOf(lines)), $"{lines} lines");
        }
    }

    [Test]
    public void AnImpossibleLengthIsRefusedBeforeAnythingIsAllocated() =>
        Assert.That(() => new BlockPool().Rent(1L << 40, new object()), Throws.TypeOf<InsufficientMemoryException>());

    [Test]
    public void ThreadsNeverShareABlock()
    {
        BlockPool pool = new();
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(1, 16).Select(seed => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 300; i++)
                    UseAlone(pool, 300 + (seed * i) % 700, (byte)seed);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        for (int i = 0; i < 20; i++)
            GC.Collect(i % 2);
        foreach (Thread thread in threads)
            thread.Join();
        Assert.That(failure, Is.Null);
    }

    static void UseAlone(BlockPool pool, int lines, byte mark)
    {
        object user = new();
        Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(pool.Rent(lines, user).Lines.AsSpan());
        bytes.Fill(mark);
        Thread.Yield();
        Assert.That(bytes.ContainsAnyExcept(mark), Is.False);
        GC.KeepAlive(user);
    }

    // Not inlined, so that no register or stack slot of the test keeps the user.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static BlockPool.Line[] RentAndForget(BlockPool pool, long lines, bool release = false)
    {
        BlockPool.Block block = pool.Rent(lines, new object());
        if (release)
            BlockPool.Release(block);
        return block.Lines;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static BlockPool.Line[] RentInsideFinalizable(BlockPool pool, long lines) => new Finalizable(pool, lines).Lines;

    static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    sealed class Finalizable
    {
        readonly object _user = new();

        public Finalizable(BlockPool pool, long lines) => Lines = pool.Rent(lines, _user).Lines;

        public BlockPool.Line[] Lines { get; }

        ~Finalizable()
        {
            Thread.Sleep(50);
            GC.KeepAlive(_user);
        }
    }
}
