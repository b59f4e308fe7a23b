using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>A part of a tensor asks for the chunks that have some of it, and for those bytes of them only.</summary>
sealed class DcpRecordTests
{
    const int Rows = 40, Columns = 500;
    // Directory and small records of the item, and the pickle.
    const int OpeningBytes = 4096;

    readonly Dictionary<string, CountingByteSource> _sources = new(StringComparer.Ordinal);
    readonly List<PtFile> _files = [];

    [TearDown]
    public void Close()
    {
        _files.ForEach(file => file.Dispose());
        _files.Clear();
        _sources.Clear();
    }

    // Each chunk in a file of its own, elements counted over the whole tensor.
    Tensor Tensor(params (long[] Offsets, long[] Sizes)[] chunks)
    {
        CraftedDcp crafted = new();
        Tensor whole = PtFormat.Tensors.Tensor.From<float>([.. Enumerable.Range(0, Rows * Columns).Select(i => (float)i)], [Rows, Columns]);
        crafted.Describe("w", CraftedDcp.Tensor([Rows, Columns], chunks));
        for (int i = 0; i < chunks.Length; i++)
        {
            (long[] offsets, long[] sizes) = chunks[i];
            using MemoryStream saved = new();
            // Every other one in columns, as a transposed parameter is saved.
            Tensor part = whole.Narrow(0, offsets[0], sizes[0]).Narrow(1, offsets[1], sizes[1]);
            PtFile.Save(saved, i % 2 == 1 && chunks.Length > 3 ? part.Transpose(0, 1).Clone().Transpose(0, 1) : part.Clone());
            crafted.Item("w", offsets, saved.ToArray(), $"__{i}_0.distcp");
        }
        PtFile file = crafted.Open((name, bytes) => _sources[name] = new(bytes));
        _files.Add(file);
        return file.StateDict().Tensor("w");
    }

    static float[] Counted(int rows, int columns, int firstRow = 0, int firstColumn = 0) =>
        [.. from row in Enumerable.Range(firstRow, rows) from column in Enumerable.Range(firstColumn, columns) select (float)(row * Columns + column)];

    static (long[], long[])[] ByRows => [([0, 0], [10, Columns]), ([10, 0], [10, Columns]), ([20, 0], [20, Columns])];

    static (long[], long[])[] ByColumns => [([0, 0], [Rows, 100]), ([0, 100], [Rows, 400])];

    static (long[], long[])[] Grid => [([0, 0], [15, 200]), ([0, 200], [15, 300]), ([15, 0], [25, 200]), ([15, 200], [25, 300])];

    [Test]
    public void OpeningTouchesNoChunk()
    {
        Tensor(ByRows);
        Assert.That(_sources.Values.Select(source => source.BytesRead), Is.All.Zero);
    }

    [Test]
    public void RowsOfOneRankAreReadFromItsFileAlone()
    {
        Tensor tensor = Tensor(ByRows);
        Assert.That(tensor.Narrow(0, 12, 2).Clone().ToArray<float>(), Is.EqualTo(Counted(2, Columns, 12)));
        Assert.That(_sources["__0_0.distcp"].BytesRead, Is.Zero);
        Assert.That(_sources["__2_0.distcp"].BytesRead, Is.Zero);
        Assert.That(_sources["__1_0.distcp"].BytesRead, Is.InRange(2 * Columns * sizeof(float), 2 * Columns * sizeof(float) + OpeningBytes));
        // The directory is known by now.
        _sources["__1_0.distcp"].Reset();
        Assert.That(tensor.Narrow(0, 19, 1).Clone().ToArray<float>(), Is.EqualTo(Counted(1, Columns, 19)));
        Assert.That(_sources["__1_0.distcp"].BytesRead, Is.EqualTo(Columns * sizeof(float)));
    }

    [Test]
    public void RowsThatManyRanksShareAreReadFromEach()
    {
        Tensor tensor = Tensor(ByColumns);
        Assert.That(tensor.Narrow(0, 30, 3).Clone().ToArray<float>(), Is.EqualTo(Counted(3, Columns, 30)));
        Assert.That(_sources["__0_0.distcp"].BytesRead, Is.InRange(3 * 100 * sizeof(float), 3 * 100 * sizeof(float) + OpeningBytes));
        Assert.That(_sources["__1_0.distcp"].BytesRead, Is.InRange(3 * 400 * sizeof(float), 3 * 400 * sizeof(float) + OpeningBytes));
    }

    [Test]
    public void EveryRangeIsWhatItIsInTheWhole([Values("rows", "columns", "grid", "one")] string how)
    {
        Tensor tensor = Tensor(how switch { "rows" => ByRows, "columns" => ByColumns, "grid" => Grid, _ => [([0, 0], [Rows, Columns])] });
        Storage storage = tensor.Storage;
        byte[] whole = new byte[storage.ByteLength];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Counted(Rows, Columns)).CopyTo(whole);
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            int start = random.Next(whole.Length + 1), length = random.Next(Math.Min(whole.Length - start, i % 2 == 0 ? 5000 : 20) + 1);
            byte[] part = new byte[length];
            storage.Read(start, part);
            Assert.That(part.AsSpan().SequenceEqual(whole.AsSpan(start, length)), Is.True, $"{start}, {length}");
        }
        Assert.That(((RecordStorage)storage).IsLoaded, Is.False);
        Assert.That(tensor.ToArray<float>(), Is.EqualTo(Counted(Rows, Columns)));
        Assert.That(() => storage.Read(whole.Length - 1, new byte[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void BoxesOfManyDimensionsAreMerged()
    {
        CraftedDcp crafted = new();
        long[] size = [3, 4, 5, 2];
        Tensor whole = PtFormat.Tensors.Tensor.From<float>([.. Enumerable.Range(0, 120).Select(i => (float)i)], Shape.Create(size));
        List<(long[], long[])> chunks = [.. from a in new[] { 0, 1 } from b in new[] { 0, 1 } from c in new[] { 0, 1 } select ((long[])[2 * a, 3 * b, c * 1, 0], (long[])[a == 0 ? 2 : 1, b == 0 ? 3 : 1, c == 0 ? 1 : 4, 2])];
        crafted.Describe("w", CraftedDcp.Tensor(size, [.. chunks]));
        foreach ((long[] offsets, long[] sizes) in chunks)
        {
            Tensor part = whole;
            for (int d = 0; d < 4; d++)
                part = part.Narrow(d, offsets[d], sizes[d]);
            using MemoryStream saved = new();
            PtFile.Save(saved, part.Clone());
            crafted.Item("w", offsets, saved.ToArray());
        }
        using PtFile file = crafted.Open();
        Assert.That(file.StateDict().Tensor("w").Narrow(0, 1, 2).Clone().ToArray<float>(), Is.EqualTo(Enumerable.Range(40, 80).Select(i => (float)i)));
        Assert.That(file.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(Enumerable.Range(0, 120).Select(i => (float)i)));
    }

    [Test]
    public void AFlippedBitIsFoundWhenTheChunkIsReadWhole()
    {
        CraftedDcp crafted = new CraftedDcp().Tensor("w", [4, 4], ([0, 0], [2, 4]), ([2, 0], [2, 4]));
        byte[] bytes = crafted.Files["__0_0.distcp"];
        byte[] seven = BitConverter.GetBytes(7f);
        bytes[bytes.AsSpan().LastIndexOf(seven)] ^= 1;
        using PtFile file = crafted.Open();
        PtFormatException error = Assert.Throws<PtFormatException>(() => file.StateDict().Tensor("w").ToArray<float>())!;
        Assert.That(error.Kind, Is.EqualTo(PtErrorKind.Checksum));
        PtVerification report = file.Verify();
        Assert.That(report.Problems.Select(problem => problem.Kind), Is.EqualTo(new[] { PtErrorKind.Checksum }));
        Assert.That(report.Problems[0].Message, Does.Contain("__0_0.distcp"));
    }

    [Test]
    public void SixteenThreadsReadOneTensor()
    {
        Tensor tensor = Tensor(Grid);
        Parallel.For(0, 16, i => Assert.That(tensor.Narrow(0, 2 * i, 3).Clone().ToArray<float>(), Is.EqualTo(Counted(3, Columns, 2 * i))));
    }
}
