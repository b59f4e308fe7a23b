using NUnit.Framework;
using PtFormat.Kernels;

namespace PtFormat.Tests.Kernels.Threads;

[NonParallelizable]
public sealed class WorkTests
{
    int _threads;

    [SetUp]
    public void Remember() => _threads = Work.Threads;

    [TearDown]
    public void Restore() => Work.Threads = _threads;

    [Test]
    public void EveryPartIsDoneOnce([Values(0, 1, 2, 7, 1000)] int parts, [Values(1, 2, 3, 8)] int threads)
    {
        Work.Threads = threads;
        for (int round = 0; round < 200; round++)
        {
            Count job = new(new int[parts], new int[threads]);
            Work.For(parts, ref job);
            Assert.That(job.Done, Is.All.EqualTo(1));
        }
    }

    [Test]
    public void NoMoreLanesThanAskedFor([Values(1, 2, 3)] int lanes)
    {
        Work.Threads = 4;
        for (int round = 0; round < 500; round++)
        {
            Count job = new(new int[64], new int[lanes]);
            Work.For(64, lanes, ref job);
            Assert.That(job.Done, Is.All.EqualTo(1));
        }
    }

    [Test]
    public void AJobIsSeenByAllThreadsAsOneStruct()
    {
        Work.Threads = 4;
        Sum job = new();
        Work.For(10_000, ref job);
        Assert.That(job.Total, Is.EqualTo(10_000L * 9_999 / 2));
    }

    [Test]
    public void ManyCallersShareTheThreads()
    {
        Work.Threads = 3;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int round = 0; round < 2000; round++)
            {
                Count job = new(new int[5], new int[3]);
                Work.For(5, ref job);
                Assert.That(job.Done, Is.All.EqualTo(1));
            }
        });
    }

    [Test]
    public void AJobMayShareOutWorkItself()
    {
        Work.Threads = 4;
        for (int round = 0; round < 200; round++)
        {
            Nested job = new(new int[6, 5]);
            Work.For(6, ref job);
            Assert.That(job.Done, Is.All.EqualTo(1));
        }
    }

    [Test]
    public void AThreadThatSleptIsCalledAgain()
    {
        Work.Threads = 2;
        for (int round = 0; round < 20; round++)
        {
            Thread.Sleep(2);
            Meeting job = new(new int[2, 4], []);
            Work.Together(2, isLong: true, ref job);
            Count count = new(new int[3], new int[2]);
            Work.For(3, ref count);
            Assert.That(count.Done, Is.All.EqualTo(1));
        }
    }

    [Test]
    public void AnErrorComesToTheCaller([Values(0, 3, 63)] int bad, [Values(1, 2, 4)] int threads)
    {
        Work.Threads = threads;
        for (int round = 0; round < 300; round++)
        {
            Fails job = new(bad);
            FormatException error = Assert.Throws<FormatException>(() => Work.For(64, ref job))!;
            Assert.That(error.Message, Is.EqualTo($"part {bad}"));
        }
        Count after = new(new int[64], new int[threads]);
        Work.For(64, ref after);
        Assert.That(after.Done, Is.All.EqualTo(1));
    }

    [Test]
    public void LanesOfATeamSeeWhatTheOthersWroteBeforeTheyMet([Values(1, 2, 4)] int threads)
    {
        Work.Threads = threads;
        for (int round = 0; round < 100; round++)
        {
            Meeting job = new(new int[4, 32], []);
            Work.Together(4, isLong: false, ref job);
            Assert.That(job.Wrong, Is.Empty);
        }
    }

    [Test]
    public void AnErrorInATeamEndsAllLanes([Values(0, 1)] int bad)
    {
        Work.Threads = 2;
        int thrown = 0;
        for (int round = 0; round < 200; round++)
        {
            FailsTogether job = new(bad);
            try
            {
                Work.Together(2, isLong: true, ref job);
            }
            catch (FormatException)
            {
                thrown++;
            }
        }
        // The second lane is there when a worker was: not each time on a busy machine, but some time.
        Assert.That(thrown, bad == 0 ? Is.EqualTo(200) : Is.Positive);
    }

    [Test]
    public void NothingIsAllocated()
    {
        Work.Threads = 2;
        Sum job = new();
        for (int i = 0; i < 100; i++)
            Work.For(8, ref job);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Work.For(8, ref job);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(257)]
    public void ANumberOfThreadsThatMakesNoSenseIsRefused(int threads) =>
        Assert.That(() => Work.Threads = threads, Throws.TypeOf<ArgumentOutOfRangeException>());

    readonly struct Count(int[] done, int[] lanes) : IJob
    {
        public int[] Done => done;

        public void Run(int part, int lane)
        {
            if (Interlocked.Increment(ref lanes[lane]) != 1)
                throw new InvalidOperationException("two parts in one lane at a time");
            Interlocked.Increment(ref done[part]);
            Interlocked.Decrement(ref lanes[lane]);
        }
    }

    struct Sum : IJob
    {
        public long Total;

        public void Run(int part, int lane) => Interlocked.Add(ref Total, part);
    }

    readonly struct Nested(int[,] done) : IJob
    {
        public int[,] Done => done;

        public void Run(int part, int lane)
        {
            Inner inner = new(done, part);
            Work.For(done.GetLength(1), ref inner);
        }
    }

    readonly struct Inner(int[,] done, int row) : IJob
    {
        public void Run(int part, int lane) => Interlocked.Increment(ref done[row, part]);
    }

    readonly struct Fails(int bad) : IJob
    {
        public void Run(int part, int lane)
        {
            if (part == bad)
                throw new FormatException($"part {part}");
        }
    }

    readonly struct Meeting(int[,] steps, List<string> wrong) : ITeamJob
    {
        public List<string> Wrong => wrong;

        public void Run(Team team)
        {
            for (int step = 0; step < steps.GetLength(1); step++)
            {
                steps[team.Lane, step] = step + 1;
                team.Meet();
                for (int lane = 0; lane < team.Lanes; lane++)
                    if (steps[lane, step] != step + 1)
                        lock (wrong)
                            wrong.Add($"lane {team.Lane} of {team.Lanes} saw {steps[lane, step]} of lane {lane} at step {step}");
            }
        }
    }

    readonly struct FailsTogether(int bad) : ITeamJob
    {
        public void Run(Team team)
        {
            team.Meet();
            if (team.Lane == bad)
                throw new FormatException();
            if (team.Lanes > 1)
                team.Meet();
        }
    }
}
