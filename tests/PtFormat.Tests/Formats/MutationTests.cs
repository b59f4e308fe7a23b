using System.Buffers.Binary;
using NUnit.Framework;
using PtFormat.Fuzz;
using PtFormat.Pickle;
using PtFormat.Tests.Formats.Torch;
using PtFormat.Tests.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>Small healthy inputs of every format, broken in every simple way and in many random ones, always the same.</summary>
sealed class MutationTests
{
    const int RandomMutations = 20_000;

    const string JsonChars = "{}[]\",:0-9e";

    static readonly byte[] Bytes = [0x00, 0x7F, 0x80, 0xFF];

    static readonly ulong[] Fields = [0, ulong.MaxValue, 1UL << 31, uint.MaxValue, long.MaxValue];

    static readonly string[] Pickles = ["nested class", "loop object", "empties"];

    static readonly string[] Files =
    [
        "zip/1.13/no-tensors.pt", "zip/1.13/bare-tensor.pt", "zip/2.14/none.pt", "torchscript/1.13/function.pt", "legacy/2.14/bare-tensor.pt", "older/2.14/views.pt", "older/2.14/python-2.pt",
    ];

    /// <summary>A healthy input. Two harnesses see each zip archive: with its checksums, and with mended ones.</summary>
    sealed record Seed(string Name, Harness[] Harnesses, byte[] Content)
    {
        public override string ToString() => Name;
    }

    static IReadOnlyList<Seed> All { get; } =
    [
        .. PickleFixture.All.Where(fixture => fixture.Version == "2.14" && Pickles.Contains(fixture.Name))
            .Select(fixture => new Seed($"{fixture}", [Harness.Find("pickle")], fixture.Bytes)),
        .. Files.Select(name => new Seed(name, name[0] is 'z' or 't' ? [Harness.Find("zip"), Harness.Find("file")] : [Harness.Find("legacy")], File.ReadAllBytes(Repository.Path("fixtures", name)))),
        new("safetensors/written/tied.safetensors", [Harness.Find("safetensors")], File.ReadAllBytes(Repository.Path("fixtures", "safetensors", "written", "tied.safetensors"))),
        new("arrays/written/big-f4.npy", [Harness.Find("npy")], File.ReadAllBytes(Repository.Path("fixtures", "arrays", "written", "big-f4.npy"))),
        new("arrays/written/records-nested.npy", [Harness.Find("npy")], File.ReadAllBytes(Repository.Path("fixtures", "arrays", "written", "records-nested.npy"))),
        new("arrays/written/streamed.npz", [Harness.Find("npy")], File.ReadAllBytes(Repository.Path("fixtures", "arrays", "written", "streamed.npz"))),
        new("tar", [Harness.Find("tar")], new HostileTarTests.Parts().Archive().Build()),
    ];

    [Test]
    public void SeedsAreSmallAndLoad()
    {
        foreach (Seed seed in All)
        {
            Assert.That(seed.Content, Has.Length.LessThan(seed.Name == "tar" ? 8192 : 2048), seed.Name);
            if (seed.Harnesses[0].Name == "pickle")
                Assert.That(PickleOracle.Check(seed.Content), Is.True, seed.Name);
            else
                Assert.That(FileOracle.Check(seed.Content), Is.True, seed.Name);
        }
    }

    [Test]
    public void NoPrefixLoads() => Expect(All.SelectMany(seed => Enumerable.Range(0, seed.Content.Length).Select(length =>
        (seed, $"cut at {length}", (Func<byte[]>)(() =>
        {
            byte[] prefix = seed.Content[..length];
            Assert.That(seed.Harnesses[0].Name == "pickle" ? PickleOracle.Check(prefix) : FileOracle.Check(prefix), Is.False, $"{seed} cut at {length}");
            return prefix;
        })))));

    [Test]
    public void EveryBitAndByteMayBeWrong() => Expect(All.SelectMany(seed => Places(seed).SelectMany(at =>
        Enumerable.Range(0, 8).Select(bit => (seed, $"bit {bit} of {at}", Changed(seed, bytes => bytes[at] ^= (byte)(1 << bit))))
            .Concat(Bytes.Select(value => (seed, $"{value} at {at}", Changed(seed, bytes => bytes[at] = value)))))));

    [Test]
    public void EveryFieldMayHoldAnything() => Expect(All.SelectMany(seed => Places(seed).SelectMany(at => Fields.SelectMany(value => new[]
    {
        (seed, $"{value} in 4 bytes at {at}", Changed(seed, bytes => Put(bytes, at, value, 4))),
        (seed, $"{value} in 8 bytes at {at}", Changed(seed, bytes => Put(bytes, at, value, 8))),
    }))));

    [Test]
    public void RandomMutationsKeepEveryPromise() => Expect(Enumerable.Range(0, RandomMutations).Select(number =>
    {
        Random random = new(number);
        Seed seed = All[random.Next(All.Count)];
        return (seed, $"mutation {number}", (Func<byte[]>)(() => Mutated(seed.Content, random)));
    }));

    // They are longer than the seeds that are broken everywhere.
    [Test]
    public void ProgramsKeepEveryPromise()
    {
        string[] names = ["torchscript/2.14/constant.pt", "torchscript/1.13/quantized.pt", "exported/2.14/stateless.pt2", "exported/2.6/stateless.pt2", "exported/2.6/branches.pt2"];
        Seed[] seeds = [.. names.Select(name => new Seed(name, [Harness.Find("zip")], File.ReadAllBytes(Repository.Path("fixtures", name))))];
        foreach (Seed seed in seeds)
            Assert.That(FileOracle.Check(seed.Content), Is.True, seed.Name);
        Expect(Enumerable.Range(0, 3_000).Select(number =>
        {
            Random random = new(number);
            Seed seed = seeds[random.Next(seeds.Length)];
            return (seed, $"mutation {number}", (Func<byte[]>)(() => InPlace(seed.Content, random)));
        }));
    }

    // Where nothing moves, records are still found, and what they hold is read.
    static byte[] InPlace(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Length);
            bytes[at] = random.Next(4) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ 1 << random.Next(8)), 2 => bytes[random.Next(bytes.Length)], _ => (byte)JsonChars[random.Next(JsonChars.Length)] };
        }
        return bytes;
    }

    [Test]
    public void RecordsMayBeSwappedDoubledAndLost()
    {
        byte[] healthy = TorchTree.Archive().Build();
        Assert.That(FileOracle.Check(healthy), Is.True);
        int count = TorchTree.Archive().Entries.Count, loaded = 0;
        for (int first = 0; first < count; first++)
        {
            Build(archive => archive.Entries.RemoveAt(first));
            for (int second = 0; second < count; second++)
            {
                Build(archive => (archive.Entries[first], archive.Entries[second]) = (archive.Entries[second], archive.Entries[first]));
                Build(archive => (archive.Entries[first].Content, archive.Entries[second].Content) = (archive.Entries[second].Content, archive.Entries[first].Content));
                Build(archive => (archive.Entries[first].LocalName, archive.Entries[second].LocalName) = (archive.Entries[second].Name, archive.Entries[first].Name));
                Build(archive => archive.Entries.Insert(second, archive.Entries[first]));
                Build(archive => archive.Entries.Insert(second, new("archive/again", archive.Entries[first].Content)));
            }
        }
        Assert.That(loaded, Is.GreaterThan(count * count), "the order of records is free");

        void Build(Action<ArchiveBuilder> change)
        {
            ArchiveBuilder archive = TorchTree.Archive();
            change(archive);
            byte[] bytes = archive.Build();
            foreach (string harness in (string[])["zip", "file"])
                Harness.Find(harness).Run(bytes);
            loaded += FileOracle.Check(bytes) ? 1 : 0;
        }
    }

    // A tar archive is mostly zeros: what counts is where something stands, or stood just before.
    static IEnumerable<int> Places(Seed seed) =>
        Enumerable.Range(0, seed.Content.Length).Where(at => seed.Name != "tar" || seed.Content[at] != 0 || at > 0 && seed.Content[at - 1] != 0);

    static Func<byte[]> Changed(Seed seed, Action<byte[]> change) => () =>
    {
        byte[] bytes = [.. seed.Content];
        change(bytes);
        return bytes;
    };

    static void Put(byte[] bytes, int at, ulong value, int count)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        field[..Math.Min(count, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
    }

    static byte[] Mutated(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int edits = random.Next(1, 6); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count), count = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)Opcodes.All[random.Next(Opcodes.All.Count)].Code; break;
                case 3: bytes.RemoveRange(at, count); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count)); break;
                case 5: bytes[at] = (byte)(bytes[at] + random.Next(-2, 3)); break;
                default:
                    byte[] other = All[random.Next(All.Count)].Content;
                    int from = random.Next(other.Length);
                    bytes.InsertRange(at, other[from..Math.Min(from + count, other.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    // What fails is told with its bytes: they become a file beside FindingTests.
    static void Expect(IEnumerable<(Seed Seed, string What, Func<byte[]> Make)> inputs) => Parallel.ForEach(inputs, input =>
    {
        byte[] bytes = input.Make();
        foreach (Harness harness in input.Seed.Harnesses)
            try
            {
                harness.Run(bytes);
            }
            catch (Exception e)
            {
                throw new AssertionException($"{input.Seed}, {input.What}, harness {harness.Name}: {e}\n{Convert.ToBase64String(bytes)}");
            }
    });
}
