using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats;

/// <summary>Opening reads what it must, a tensor reads its record, a slice reads itself; many threads may do so at once.</summary>
sealed class OnDemandTests
{
    const int Elements = 100_000;

    static byte[] Floats(int start) => [.. Enumerable.Range(start, Elements).SelectMany(i => BitConverter.GetBytes((float)i))];

    static PyDict TwoTensors(Func<string, PyPersistentId> storage)
    {
        PyDict dict = Dict("a", Tensor(Ints(Elements), Ints(1), storage: storage("0")));
        dict.Set(new PyString("b"), Tensor(Ints(Elements), Ints(1), storage: storage("1")));
        return dict;
    }

    static byte[] Zip() => Archive(TwoTensors(key => Storage(key: new PyString(key), count: Elements)), ("0", Floats(0)), ("1", Floats(1000))).Build();

    static byte[] Legacy() => new LegacyBuilder
    {
        Tree = TwoTensors(key => LegacyBuilder.Storage(key: key, count: Elements)),
        Keys = new PyList([new PyString("0"), new PyString("1")]),
        Count = Elements,
        Content = [.. Floats(0), .. BitConverter.GetBytes((long)Elements), .. Floats(1000)],
    }.Build();

    static IEnumerable<TestCaseData> Files()
    {
        yield return new TestCaseData(Zip()).SetArgDisplayNames("zip");
        yield return new TestCaseData(Legacy()).SetArgDisplayNames("legacy");
    }

    [TestCaseSource(nameof(Files))]
    public void OpeningReadsTheDirectoryAndThePickleAlone(byte[] bytes)
    {
        CountingByteSource source = new(bytes);
        using PtFile file = PtFile.Open(source);
        StateDict state = file.StateDict();
        Assert.That(file.Tensors, Has.Count.EqualTo(2));
        Assert.That(source.BytesRead, Is.LessThan(8192), "directory, pickle and 4 KiB");

        source.Reset();
        _ = state.Tensor("b").Narrow(0, 500, 10).ToArray<float>();
        Assert.That(source.Reads.Where(read => read.Bytes > 100), Is.Empty);
        Assert.That(source.Reads[^1].Bytes, Is.EqualTo(40), "a slice reads its bytes");
        source.Reset();
        Assert.That(state.Tensor("b").Narrow(0, 600, 10).ToArray<float>(), Is.EqualTo(Enumerable.Range(1600, 10).Select(i => (float)i)));
        Assert.That(source.BytesRead, Is.EqualTo(40), "and nothing else once the record was found");

        source.Reset();
        Assert.That(state.Tensor("a").AsReadOnlySpan<float>()[Elements - 1], Is.EqualTo(Elements - 1));
        Assert.That(source.BytesRead, Is.InRange(4L * Elements, 4L * Elements + 200), "a tensor reads its record");
        source.Reset();
        Assert.That(state.Tensor("a").ToArray<float>()[7], Is.EqualTo(7));
        Assert.That(source.BytesRead, Is.Zero, "once");
    }

    [TestCaseSource(nameof(Files))]
    public void OpeningHoldsNoMoreThanPickleAndTree(byte[] bytes)
    {
        CountingByteSource source = new(bytes);
        PtFile.Open(new CountingByteSource(bytes)).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using PtFile file = PtFile.Open(source);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200_000));
    }

    [TestCaseSource(nameof(Files))]
    public void SixteenThreadsReadOneFile(byte[] bytes)
    {
        using PtFile file = PtFile.Open(new CountingByteSource(bytes));
        Thread[] threads = new Thread[16];
        Exception?[] errors = new Exception?[threads.Length];
        using Barrier start = new(threads.Length);
        for (int t = 0; t < threads.Length; t++)
        {
            int number = t;
            threads[t] = new(() =>
            {
                try
                {
                    start.SignalAndWait();
                    Tensor tensor = file.StateDict().Tensor(number % 2 == 0 ? "a" : "b");
                    float[] slice = tensor.Narrow(0, number * 100, 5).ToArray<float>();
                    float[] all = tensor.ToArray<float>();
                    _ = tensor.AsReadOnlySpan<float>();
                    _ = file.Values.Count + file.Tensors.Count;
                    Assert.That((slice[0], all[^1]), Is.EqualTo((number * 100f + (number % 2 == 0 ? 0 : 1000), Elements - 1f + (number % 2 == 0 ? 0 : 1000))));
                }
                catch (Exception e)
                {
                    errors[number] = e;
                }
            });
            threads[t].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Assert.That(errors, Is.All.Null);
    }

    [TestCaseSource(nameof(Files))]
    public async Task OneByteAtATimeOrAsynchronouslyGivesTheSame(byte[] bytes)
    {
        using PtFile slow = PtFile.Open(new CountingByteSource(bytes, mostAtOnce: 1));
        Assert.That(slow.StateDict().Tensor("b").Narrow(0, 5, 2).ToArray<float>(), Is.EqualTo(new[] { 1005f, 1006 }));
        using PtFile asynchronous = await PtFile.OpenAsync(new CountingByteSource(bytes, mostAtOnce: 1000));
        Assert.That(asynchronous.StateDict().Tensor("b").Narrow(0, 5, 2).ToArray<float>(), Is.EqualTo(new[] { 1005f, 1006 }));
        using MemoryStream stream = new([1, 2, 3, .. bytes]) { Position = 3 };
        using PtFile streamed = PtFile.Open(stream);
        Assert.That(streamed.StateDict().Tensor("a").ToArray<float>()[^1], Is.EqualTo(Elements - 1));
    }

    [TestCaseSource(nameof(Files))]
    public void AFailingSourceIsClosedAndItsErrorKept(byte[] bytes)
    {
        for (long at = 0; at < 2000; at += 61)
        {
            CountingByteSource source = new(bytes, failure: new IOException("the disk is gone"), failsAt: at);
            try
            {
                PtFile.Open(source).Dispose();
            }
            catch (IOException e)
            {
                Assert.That(e.Message, Is.EqualTo("the disk is gone"));
            }
            Assert.That(source.IsDisposed, Is.True);
        }
    }

    [TestCaseSource(nameof(Files))]
    public void AClosedFileReadsNoMore(byte[] bytes)
    {
        PtFile file = PtFile.Open(new CountingByteSource(bytes));
        StateDict state = file.StateDict();
        _ = state.Tensor("a").AsReadOnlySpan<float>();
        file.Dispose();
        Assert.That(state.Tensor("a").ToArray<float>()[3], Is.EqualTo(3), "what was read stays");
        Assert.That(() => state.Tensor("b").ToArray<float>(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCaseSource(nameof(Files))]
    public void LoadTellsProgressAndCanBeCancelled(byte[] bytes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-{Guid.NewGuid():n}.pt");
        File.WriteAllBytes(path, bytes);
        try
        {
            Progress progress = new();
            PtFile file = PtFile.Load(path, progress: progress);
            Assert.That(progress.Last, Is.EqualTo(8L * Elements));
            Assert.That(file.StateDict().Tensor("b").ToArray<float>()[0], Is.EqualTo(1000));
            using CancellationTokenSource cancelled = new();
            Assert.That(() => PtFile.Load(path, progress: new Progress(cancelled.Cancel), cancellation: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(async () => await PtFile.LoadAsync(path, cancellation: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
            // The file was closed all the same.
            File.Delete(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    sealed class Progress(Action? told = null) : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value)
        {
            Last = value;
            told?.Invoke();
        }
    }
}
