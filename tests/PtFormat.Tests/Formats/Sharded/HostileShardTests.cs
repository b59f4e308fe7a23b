using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Sharded;

/// <summary>Indexes that lead elsewhere, or disagree with the files beside them.</summary>
sealed class HostileShardTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-shards").FullName;

    [TearDown]
    public void DeleteIt() => Directory.Delete(_folder, recursive: true);

    string Shard(string name, params string[] tensors)
    {
        StateDict state = [];
        foreach (string tensor in tensors)
            state.Add(tensor, Tensor.Zeros([2]));
        string path = Path.Combine(_folder, name);
        PtFile.Save(path, state, new PtSaveOptions { Format = PtSaveFormat.Safetensors });
        return path;
    }

    PtFormatException Refused(string index, PtErrorKind kind)
    {
        string path = Path.Combine(_folder, "model.safetensors.index.json");
        File.WriteAllText(path, index);
        PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.Open(path))!;
        Assert.That(error.Kind, Is.EqualTo(kind), error.Message);
        return error;
    }

    static string Index(string map) => $$$"""{"metadata": {"total_size": 8}, "weight_map": {{{{map}}}}}""";

    [TestCase("../a.safetensors")]
    [TestCase("sub/a.safetensors")]
    [TestCase("/etc/passwd")]
    [TestCase("sub\\\\a.safetensors")]
    [TestCase("C:a.safetensors")]
    [TestCase("..")]
    [TestCase(".")]
    [TestCase("")]
    [TestCase("a\\u0000b")]
    [TestCase("a\\nb")]
    public void AShardLiesBesideTheIndex(string file)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        Shard("sub/a.safetensors", "w");
        Assert.That(Refused(Index($"\"w\": \"{file}\""), PtErrorKind.Malformed).Message, Does.Contain("'w'"));
    }

    [Test]
    public void LinksAreNotFollowed()
    {
        string real = Shard("real.safetensors", "w");
        File.CreateSymbolicLink(Path.Combine(_folder, "a.safetensors"), real);
        Assert.That(Refused(Index("\"w\": \"a.safetensors\""), PtErrorKind.Unsupported).Message, Does.Contain("'a.safetensors' is a link"));
        File.CreateSymbolicLink(Path.Combine(_folder, "b.safetensors"), Path.Combine(_folder, "nowhere"));
        Refused(Index("\"w\": \"b.safetensors\""), PtErrorKind.Unsupported);
    }

    [Test]
    public void TheIndexAndTheFilesMustAgree()
    {
        Shard("a.safetensors", "v", "w");
        Shard("b.safetensors", "w", "x");
        Assert.That(Refused(Index("\"v\": \"a.safetensors\", \"w\": \"c.safetensors\""), PtErrorKind.Malformed).Message, Does.Contain("'c.safetensors' is not there").And.Contain("'w'"));
        Assert.That(Refused(Index("\"v\": \"a.safetensors\", \"w\": \"a.safetensors\", \"y\": \"a.safetensors\""), PtErrorKind.Malformed).Message, Does.Contain("'y'"));
        Assert.That(Refused(Index("\"v\": \"a.safetensors\""), PtErrorKind.Malformed).Message, Does.Contain("'w'"));
        Assert.That(Refused(Index("\"v\": \"a.safetensors\", \"w\": \"a.safetensors\", \"x\": \"b.safetensors\""), PtErrorKind.Ambiguous).Message, Does.Contain("'w'"));
        Directory.CreateDirectory(Path.Combine(_folder, "d.safetensors"));
        Refused(Index("\"w\": \"d.safetensors\""), PtErrorKind.Malformed);
    }

    [Test]
    public void OnlyFilesOfTensorsAreShards()
    {
        PtFile.Save(Path.Combine(_folder, "a.npz"), new StateDict { ["w"] = Tensor.Zeros([2]) }, new PtSaveOptions { Format = PtSaveFormat.Npz });
        Refused(Index("\"w\": \"a.npz\""), PtErrorKind.Unsupported);
        PtFile.Save(Path.Combine(_folder, "a.bin"), new StateDict { ["w"] = 3L });
        Assert.That(Refused(Index("\"w\": \"a.bin\""), PtErrorKind.Unsupported).Message, Does.Contain("'w'"));
        // An index in an index would lead on and on.
        Refused(Index("\"w\": \"model.safetensors.index.json\""), PtErrorKind.Unsupported);
    }

    internal static IEnumerable<TestCaseData> Texts()
    {
        yield return Row("no map", PtErrorKind.Unsupported, """{"metadata": {}}""");
        yield return Row("a map that is a list", PtErrorKind.Malformed, """{"weight_map": []}""");
        yield return Row("a file that is a number", PtErrorKind.Malformed, """{"weight_map": {"w": 1}}""");
        yield return Row("two maps", PtErrorKind.Malformed, """{"weight_map": {}, "weight_map": {}}""");
        yield return Row("a tensor twice", PtErrorKind.Malformed, Index("\"w\": \"a\", \"w\": \"a\""));
        yield return Row("cut short", PtErrorKind.Malformed, """{"weight_map": {"w": "a" """);
        yield return Row("something behind", PtErrorKind.Malformed, """{"weight_map": {}} x""");
        yield return Row("deep metadata", PtErrorKind.LimitExceeded, $$$"""{"metadata": {{{new string('[', 100_000)}}}, "weight_map": {}}""");
        yield return Row("too many files", PtErrorKind.LimitExceeded, Index(string.Join(',', Enumerable.Range(0, 4_001).Select(i => $"\"{i}\": \"{i}\""))));
        yield return Row("a million tensors", PtErrorKind.Malformed, Index(string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\": \"a\""))));
        yield return Row("a million and one tensors", PtErrorKind.LimitExceeded, Index(string.Join(',', Enumerable.Range(0, 1_000_001).Select(i => $"\"{i}\": \"a\""))));

        static TestCaseData Row(string name, PtErrorKind kind, string text) => new TestCaseData(text, kind).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Texts))]
    public void AnIndexThatIsNoneIsRefused(string text, PtErrorKind kind) => Refused(text, kind);

    [Test]
    public void WithoutItsPathAnIndexLeadsNowhere()
    {
        byte[] index = Encoding.UTF8.GetBytes(Index("\"w\": \"a.safetensors\""));
        Assert.That(Refusals.Refused(index, PtErrorKind.Unsupported).Message, Does.Contain("path"));
        PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.Scan(ByteSource.FromMemory(index)))!;
        Assert.That(error.Kind, Is.EqualTo(PtErrorKind.Unsupported));
        Assert.That(error.Message, Does.Contain("folder"));
    }

    [Test]
    public void ADamagedShardIsNamed()
    {
        string shard = Shard("a.safetensors", "w");
        using (FileStream stream = new(shard, FileMode.Open))
            stream.SetLength(stream.Length - 1);
        Assert.That(Refused(Index("\"w\": \"a.safetensors\""), PtErrorKind.Truncated).File, Is.EqualTo(shard));
    }
}
