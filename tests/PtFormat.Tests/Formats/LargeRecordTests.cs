using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Records that several threads read and write in pieces: the bytes are those that one thread would write in order.</summary>
public class LargeRecordTests
{
    string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-large").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    static IEnumerable<PtSaveOptions> Options() =>
    [
        new() { Root = "archive" },
        new() { Root = "archive", Crc = false },
        new() { Root = "archive", StorageAlignment = 4096 },
        new() { Root = "archive", Producer = PtProducer.Torch113 },
        new() { Root = "archive", Producer = PtProducer.Torch26 },
        new() { Format = PtSaveFormat.Legacy },
    ];

    [Test]
    public void AFileIsWhatAStreamIs([ValueSource(nameof(Options))] PtSaveOptions options)
    {
        StateDict state = State();
        using MemoryStream stream = new();
        PtFile.Save(stream, state, options);
        string path = Path.Combine(_folder, "file.pt");
        Sum written = new();
        PtFile.Save(path, state, options, written);
        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(stream.ToArray()), Is.True);
        Assert.That(written.Largest, Is.EqualTo(stream.Length), "progress ends at the length of the file");

        using PtFile loaded = PtFile.Load(path);
        foreach ((string name, Tensor tensor) in state.Tensors())
            Assert.That(loaded.StateDict().Tensor(name).AsReadOnlySpan<float>().SequenceEqual(tensor.AsReadOnlySpan<float>()), Is.True, name);

        // Once more from the records of the file, over itself.
        using (PtFile open = PtFile.Open(path))
            open.Save(path);
        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(stream.ToArray()), Is.True);
    }

    [Test]
    public void DamageInAnyPieceIsFound([Values(0, 7, 13, 19)] int megabyte)
    {
        string path = Path.Combine(_folder, $"damaged-{megabyte}.pt");
        PtFile.Save(path, State());
        using (FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite))
        {
            // The largest record starts within the first kilobytes.
            file.Position = (megabyte << 20) + 65536;
            int old = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)~old);
        }
        Assert.That(() => PtFile.Load(path), Throws.TypeOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.Checksum));
        using PtFile open = PtFile.Open(path);
        string copy = Path.Combine(_folder, "copy.pt");
        Assert.That(() => open.Save(copy), Throws.TypeOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.Checksum));
        Assert.That(File.Exists(copy), Is.False);
        Assert.That(Directory.EnumerateFiles(_folder, ".ptformat-*"), Is.Empty);
    }

    [TestCaseSource(nameof(Options))]
    public void DamageIsNotPassedOnInAnyMake(PtSaveOptions options)
    {
        string path = Path.Combine(_folder, "passed-on.pt");
        PtFile.Save(path, State());
        byte[] bytes = File.ReadAllBytes(path);
        bytes[3 << 20] ^= 1;
        using PtFile file = PtFile.Open(bytes);
        Assert.That(() => file.Save(Stream.Null, options), Throws.TypeOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.Checksum));
        Assert.That(() => PtFile.Save(Stream.Null, file.StateDict(), options), Throws.TypeOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.Checksum));
    }

    [Test]
    public async Task EverythingThatOpensLoads()
    {
        string path = Path.Combine(_folder, "loaded.pt");
        PtFile.Save(path, State());
        byte[] bytes = File.ReadAllBytes(path);
        using MemoryStream one = new(bytes), other = new(bytes);
        PtFile[] files =
        [
            PtFile.Load(path), PtFile.Load(bytes), PtFile.Load(one), PtFile.Load(ByteSource.OpenFile(path)),
            await PtFile.LoadAsync(path), await PtFile.LoadAsync(bytes), await PtFile.LoadAsync(other), await PtFile.LoadAsync(ByteSource.OpenFile(path)),
        ];
        Array.Clear(bytes);
        Assert.That(files.Select(file => file.StateDict().Tensor("large").AsReadOnlySpan<float>()[^1]), Is.All.EqualTo(State().Tensor("large").AsReadOnlySpan<float>()[^1]));
    }

    [Test]
    public void ALongPickleIsCancelled()
    {
        byte[] pickle = new byte[2 + 4_000_001 + 1];
        pickle[0] = 0x80;
        pickle[1] = 2;
        pickle.AsSpan(2, 4_000_001).Fill((byte)'N');
        for (int i = 3; i < pickle.Length - 1; i += 2)
            pickle[i] = (byte)'0';
        pickle[^2] = (byte)'N';
        pickle[^1] = (byte)'.';
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.That(() => PickleVm.Run(pickle, new PickleOptions { Cancellation = source.Token }), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => PtFile.Load(pickle, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        using PtFile file = PtFile.Load(pickle);
        Assert.That(file.Root.Kind, Is.EqualTo(PickleKind.None));
    }

    [Test]
    public void CancelledInTheMiddleTheOldFileStays()
    {
        string path = Path.Combine(_folder, "kept.pt");
        PtFile.Save(path, new StateDict { ["old"] = Tensor.Zeros([3]) });
        byte[] before = File.ReadAllBytes(path);
        using CancellationTokenSource source = new();
        Sum cancelling = new() { At = 8 << 20, Reached = source.Cancel };
        Assert.That(() => PtFile.Save(path, State(), progress: cancelling, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.EnumerateFiles(_folder, ".ptformat-*"), Is.Empty);
    }

    // 20 MB, not a whole number of pieces; a little over 1 MiB; one byte of a chunk; small ones between them.
    static StateDict State()
    {
        StateDict state = new();
        Random random = new(7);
        foreach ((string name, int count) in (IEnumerable<(string, int)>)[("large", 5_000_003), ("scale", 1), ("middle", (1 << 18) + 5), ("empty", 0), ("small", 1000)])
        {
            float[] values = new float[count];
            for (int i = 0; i < count; i++)
                values[i] = random.NextSingle();
            state.Add(name, Tensor.From<float>(values, [count]));
        }
        return state;
    }

    sealed class Sum : IProgress<long>
    {
        long _largest;

        public long Largest => _largest;

        public long At { get; init; } = long.MaxValue;

        public Action? Reached { get; init; }

        public void Report(long value)
        {
            lock (this)
                _largest = Math.Max(_largest, value);
            if (value >= At)
                Reached?.Invoke();
        }
    }
}
