using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Processes that die, files that change, threads that race, users who cancel: a whole file stays a whole file, and an error is one of its kind.</summary>
sealed class FaultTests
{
    const int Kills = 100;
    const int Elements = 200_000;

    string _folder = "";

    string Target => Path.Combine(_folder, "m.pt");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    static byte[] Saved(StateDict state)
    {
        using MemoryStream stream = new();
        PtFile.Save(stream, state, new PtSaveOptions { Root = "m" });
        return stream.ToArray();
    }

    [Test]
    public void AProcessThatIsKilledLeavesOneWholeFile()
    {
        byte[][] whole = [Saved(SavingChild.State(1)), Saved(SavingChild.State(2))];
        Random random = new(20_261);
        // Several at a time, each over a file of its own: most of a kill is waiting for the next process to start.
        int[] moments = [.. Enumerable.Range(0, Kills).Select(_ => random.Next(25))];
        Parallel.For(0, Kills, new ParallelOptions { MaxDegreeOfParallelism = 4 }, kill =>
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, kill.ToString(CultureInfo.InvariantCulture))).FullName;
            string target = Path.Combine(folder, "m.pt");
            File.WriteAllBytes(target, whole[0]);
            using Process child = ChildProcess.Start(["save", target, "1"]);
            Assert.That(child.StandardOutput.ReadLine(), Is.EqualTo("saving"));
            Thread.Sleep(moments[kill]);
            child.Kill();
            child.WaitForExit();
            byte[] found = File.ReadAllBytes(target);
            Assert.That(whole.Any(state => state.AsSpan().SequenceEqual(found)), Is.True, $"kill {kill}: {found.Length} bytes");
            // Nobody was left to remove what was half written; it is one file, and its name says whose it is.
            string[] others = [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Where(name => name != "m.pt")];
            Assert.That(others, Has.Length.LessThanOrEqualTo(1).And.All.StartsWith(".ptformat-"));
        });
    }

    [Test]
    public void OfTwoProcessesOneWins()
    {
        byte[][] whole = [.. Enumerable.Range(1, 4).Select(number => Saved(SavingChild.State(number)))];
        File.WriteAllBytes(Target, whole[0]);
        using Process first = ChildProcess.Start(["save", Target, "1"]), second = ChildProcess.Start(["save", Target, "3"]);
        Assert.That(first.StandardOutput.ReadLine(), Is.EqualTo("saving"));
        Assert.That(second.StandardOutput.ReadLine(), Is.EqualTo("saving"));
        HashSet<int> seen = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] found = File.ReadAllBytes(Target);
            seen.Add(Array.FindIndex(whole, state => state.AsSpan().SequenceEqual(found)));
        }
        first.Kill();
        second.Kill();
        first.WaitForExit();
        second.WaitForExit();
        Assert.That(seen, Has.None.EqualTo(-1));
    }

    [Test, Platform(Exclude = "Win")]
    public void AFileThatChangesUnderneathIsAnErrorOrTheOldData()
    {
        byte[] old = Saved(SavingChild.State(1)), other = Saved(SavingChild.State(2));
        foreach ((string how, Action change) in new (string, Action)[]
        {
            ("cut to nothing", () => Overwrite([])),
            ("cut in the record", () => Overwrite(old[..1000])),
            ("overwritten by another file", () => Overwrite(other)),
            ("overwritten by noise", () => Overwrite([.. old.Select(b => (byte)(b ^ 0x5A))])),
            ("grown", () => Overwrite([.. old, .. old])),
            ("replaced", () => { File.WriteAllBytes(Target + "2", other); File.Move(Target + "2", Target, overwrite: true); }),
            ("deleted", () => File.Delete(Target)),
        })
        {
            File.WriteAllBytes(Target, old);
            using PtFile file = PtFile.Open(Target);
            StateDict state = file.StateDict();
            change();
            try
            {
                RecordStorage storage = (RecordStorage)state.Tensor("w").Storage;
                storage.EnsureLoaded();
                Assert.That(state.Tensor("w").ToArray<int>(), Has.All.EqualTo(1), how);
                Assert.That(how, Is.EqualTo("replaced").Or.EqualTo("deleted").Or.EqualTo("grown"));
            }
            catch (PtFormatException e)
            {
                Assert.That(e.Kind, Is.EqualTo(PtErrorKind.Truncated).Or.EqualTo(PtErrorKind.Checksum).Or.EqualTo(PtErrorKind.Malformed), how);
            }
        }

        // Into the same file, as cp and an editor do; opening it for writing would ask for a lock that the reader does not give.
        void Overwrite(byte[] content)
        {
            using FileStream stream = new(Target, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite });
            stream.SetLength(content.Length);
            stream.Write(content);
        }
    }

    [Test, Platform(Exclude = "Win")]
    public void APipeIsNoFileAndIsReadAsAStream()
    {
        byte[] bytes = Saved(SavingChild.State(1));
        string pipe = Path.Combine(_folder, "pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        // Waiting for somebody to write would be waiting for ever.
        Assert.That(() => PtFile.Open(pipe), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.Unsupported));
        Assert.That(() => PtFile.Load(pipe), Throws.InstanceOf<PtFormatException>());
        Thread writer = new(() => File.WriteAllBytes(pipe, bytes));
        writer.Start();
        using (FileStream stream = new(pipe, FileMode.Open, FileAccess.Read))
        using (PtFile file = PtFile.Open(stream))
            Assert.That(file.StateDict().Tensor("w").ToArray<int>(), Has.All.EqualTo(1));
        writer.Join();
        Assert.That(() => PtFile.Save(pipe, SavingChild.State(1)), Throws.InstanceOf<IOException>(), "a rename would put a file in the pipe's place");
    }

    [Test]
    public void ClosingAFileThatSixteenThreadsReadEndsInObjectDisposed([Values("path", "stream", "short reads", "mapped")] string how)
    {
        File.WriteAllBytes(Target, TorchTree.Archive(
            new PyList(Enumerable.Range(0, 32).Select(i => TorchTree.Tensor(TorchTree.Ints(Elements), TorchTree.Ints(1), storage: TorchTree.Storage(key: new PyString($"{i}"), count: Elements)))),
            [.. Enumerable.Range(0, 32).Select(i => ($"{i}", new byte[4 * Elements]))]).Build());
        Random random = new(20_262);
        for (int round = 0; round < 10; round++)
        {
            using FileStream? stream = how == "stream" ? File.OpenRead(Target) : null;
            PtFile file = stream is not null ? PtFile.Open(stream) : how == "path" ? PtFile.Open(Target) : how == "mapped" ? PtFile.Open(Target, new PtLoadOptions { MemoryMap = true }) : PtFile.Open(new ShortReads(Target));
            IReadOnlyList<TensorEntry> tensors = file.Tensors;
            Exception?[] errors = new Exception?[16];
            Thread[] threads = [.. Enumerable.Range(0, errors.Length).Select(number => new Thread(() =>
            {
                try
                {
                    for (int i = 0; i < tensors.Count; i++)
                        if (tensors[(i + 2 * number) % tensors.Count].Tensor!.ToArray<float>().AsSpan().ContainsAnyExcept(0f))
                            throw new InvalidDataException("a number that is not in the file");
                }
                catch (Exception e)
                {
                    errors[number] = e;
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Thread.Sleep(random.Next(12));
            file.Dispose();
            foreach (Thread thread in threads)
                Assert.That(thread.Join(TimeSpan.FromMinutes(1)), Is.True, "a reader waits for ever");
            Assert.That(errors, Has.All.Null.Or.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void CancellingAtAnyMomentEndsLoadAndSave()
    {
        StateDict state = new(), small = new() { ["w"] = Tensor.From<int>(1) };
        for (int i = 0; i < 8; i++)
            state[$"t{i}"] = Tensor.Zeros([400_000], DType.Int32);
        PtFile.Save(Target, state);
        string other = Path.Combine(_folder, "n.pt");
        PtFile.Save(other, small);
        byte[] before = File.ReadAllBytes(other);
        Random random = new(20_263);
        int cancelled = 0;
        for (int i = 0; i < 60; i++)
        {
            long at = random.NextInt64(13_000_000);
            cancelled += Cancelled((progress, token) => PtFile.Load(Target, progress: progress, cancellation: token).Dispose(), at);
            cancelled += Cancelled((progress, token) => PtFile.Save(other, state, progress: progress, cancellation: token), at);
            Assert.That(Directory.GetFiles(_folder), Is.EquivalentTo([Target, other]), "nothing is left behind");
            if (new FileInfo(other).Length != before.Length)
                PtFile.Save(other, small);
            Assert.That(File.ReadAllBytes(other), Is.EqualTo(before));
        }
        Assert.That(cancelled, Is.GreaterThan(60));

        static int Cancelled(Action<IProgress<long>, CancellationToken> run, long at)
        {
            using CancellationTokenSource source = new();
            try
            {
                run(new CancellingAt(at, source), source.Token);
                return 0;
            }
            catch (OperationCanceledException)
            {
                return 1;
            }
        }
    }

    sealed class CancellingAt(long at, CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= at)
                source.Cancel();
        }
    }

    /// <summary>A source of the caller's own, one byte short at each read.</summary>
    sealed class ShortReads(string path) : ByteSource
    {
        readonly ByteSource _file = OpenFile(path);

        public override long Length => _file.Length;

        public override int Read(long position, Span<byte> destination) =>
            _file.Read(position, destination.Length > 1 ? destination[..^1] : destination);

        public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
            _file.ReadAsync(position, destination, cancellation);

        protected override void Dispose(bool disposing)
        {
            _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
