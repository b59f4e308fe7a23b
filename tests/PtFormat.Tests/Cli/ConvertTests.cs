using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;
using PtFormat.Tests.Models;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class ConvertTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-convert").FullName;

    [TearDown]
    public void DeleteIt() => Directory.Delete(_folder, recursive: true);

    string Target(string name = "modelnet.pt") => Path.Combine(_folder, name);

    [Test]
    public void WithoutOptionsTheBytesAreTheSame([Values("1.13", "2.6", "2.14")] string version)
    {
        string source = DigitFixtures.ModelPath(version, "modelnet");
        Assert.That(Run("convert", source, Target()).Code, Is.Zero);
        Assert.That(File.ReadAllBytes(Target()), Is.EqualTo(File.ReadAllBytes(source)));
    }

    // The same weights were saved by each version, so the other version's file is the answer.
    [Test]
    public void AnotherVersionsFileIsThatVersionsBytes([Values("1.13", "2.6", "2.14")] string from, [Values("1.13", "2.6", "2.14")] string to)
    {
        Assert.That(Run("convert", DigitFixtures.ModelPath(from, "modelnet"), Target(), "--torch", to).Code, Is.Zero);
        Assert.That(File.ReadAllBytes(Target()), Is.EqualTo(File.ReadAllBytes(DigitFixtures.ModelPath(to, "modelnet"))));
    }

    [Test]
    public void TheLegacyFormatHoldsTheSame()
    {
        string source = DigitFixtures.ModelPath("2.14", "modelnet");
        Assert.That(Run("convert", source, Target(), "--legacy").Code, Is.Zero);
        using PtFile file = PtFile.Open(Target());
        Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Legacy));
        Assert.That(Run("diff", source, Target()).Code, Is.Zero);
    }

    [Test]
    public void FloatsChangeTheirDType()
    {
        string source = DigitFixtures.ModelPath("2.14", "modelnet");
        Assert.That(Run("convert", source, Target(), "--dtype", "bfloat16").Code, Is.Zero);
        using PtFile before = PtFile.Open(source), after = PtFile.Open(Target());
        Assert.That(after.Tensors.Select(entry => entry.DTypeName), Is.All.EqualTo("bfloat16"));
        foreach ((TensorEntry old, TensorEntry converted) in before.Tensors.Zip(after.Tensors))
            Assert.That(
                converted.Tensor!.ToArray<PtFormat.Tensors.BFloat16>().Select(value => (float)value),
                Is.EqualTo(old.Tensor!.ToArray<float>().Select(value => (float)(PtFormat.Tensors.BFloat16)value)), old.Path);
    }

    [Test]
    public void ATensorAtTwoPathsStaysOne()
    {
        string source = Repository.Path("fixtures", "views", "2.14", "tied.pt");
        (int code, _, string error) = Run("convert", source, Target("tied.pt"), "--dtype", "float16");
        Assert.That((code, error), Is.EqualTo((0, "")));
        using PtFile file = PtFile.Open(Target("tied.pt"));
        TensorEntry Entry(string name) => file.Tensors.Single(entry => entry.Path == $"['{name}']");
        Assert.That(Entry("encoder.weight").DTypeName, Is.EqualTo("float16"));
        Assert.That(Entry("decoder.weight").Tensor!.Storage, Is.SameAs(Entry("encoder.weight").Tensor!.Storage));
    }

    [Test]
    public void ViewsStayViewsInTheNewDType([Values("1.13", "2.6", "2.14")] string version, [Values] bool legacy)
    {
        string source = Fixture("views", version, "views.pt");
        string[] args = ["convert", source, Target("views.pt"), "--dtype", "bfloat16"];
        Assert.That(Run(legacy ? [.. args, "--legacy"] : args).Code, Is.Zero);
        using PtFile before = PtFile.Open(source), after = PtFile.Open(Target("views.pt"));
        Assert.That(Storages(after), Is.EqualTo(Storages(before)));
        foreach ((TensorEntry old, TensorEntry converted) in before.Tensors.Zip(after.Tensors))
        {
            Assert.That((converted.Path, converted.Shape, converted.Offset), Is.EqualTo((old.Path, old.Shape, old.Offset)));
            Assert.That(converted.Strides, Is.EqualTo(old.Strides));
            if (old.DTypeName == "float32")
                Assert.That(converted.Tensor!.ToArray<BFloat16>(), Is.EqualTo(old.Tensor!.To(DType.BFloat16).ToArray<BFloat16>()), old.Path);
        }

        // Which paths lie in one storage.
        static string[] Storages(PtFile file) => [.. file.Tensors.GroupBy(entry => entry.Tensor!.Storage).Select(group => string.Join(' ', group.Select(entry => entry.Path)))];
    }

    // 2^40, 2^31 and 300 million elements that are all the same one: legal, and of the storage's few bytes in any dtype.
    [TestCase("\u008a\u0006\0\0\0\0\0\u0001\u0085")]
    [TestCase("\u008a\u0005\0\0\0\u0080\0\u0085")]
    [TestCase("J\u0000\u00a3\u00e1\u0011\u0085")]
    public void ABroadcastViewStaysOne(string size)
    {
        string source = CraftedFile.Write("bomb.pt", CraftedFile.Tensor(size, "K\0\u0085"));
        foreach (string[] options in (string[][])[[], ["--legacy"], ["--dtype", "float16"], ["--dtype", "float64", "--legacy"]])
        {
            (int code, _, string error) = Run(["convert", source, Target(), .. options]);
            Assert.That((code, error), Is.EqualTo((0, "")));
            using PtFile before = PtFile.Open(source), after = PtFile.Open(Target());
            Assert.That((after.Tensors[0].Shape, after.Tensors[0].Strides![0]), Is.EqualTo((before.Tensors[0].Shape, 0L)));
        }
    }

    [Test]
    public void DamageIsNotConverted([Values(null, "--legacy")] string? legacy)
    {
        byte[] bytes = File.ReadAllBytes(DigitFixtures.ModelPath("2.14", "modelnet"));
        bytes[bytes.Length / 2] ^= 1;
        string[] args = ["convert", Write("damaged.pt", bytes), Target(), "--dtype", "float16"];
        (int code, _, string error) = Run(legacy is null ? args : [.. args, legacy]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("checksum"));
        Assert.That(File.Exists(Target()), Is.False);
    }

    [Test]
    public void AnEmptyNameIsBadUsage()
    {
        (int code, _, string error) = Run("convert", DigitFixtures.ModelPath("2.14", "modelnet"), "");
        Assert.That((code, error), Is.EqualTo((2, "ptformat: OUT is empty: a name was needed; 'ptformat convert --help' shows how\n")));
        Assert.That(Run("verify", "").Code, Is.EqualTo(2));
    }

    [Test]
    public void AFileCanBeConvertedOverItself()
    {
        File.Copy(DigitFixtures.ModelPath("2.6", "modelnet"), Target());
        Assert.That(Run("convert", Target(), Target(), "--torch", "2.14").Code, Is.Zero);
        Assert.That(File.ReadAllBytes(Target()), Is.EqualTo(File.ReadAllBytes(DigitFixtures.ModelPath("2.14", "modelnet"))));
    }

    [TestCase("convert", "a.pt")]
    [TestCase("convert", "a.pt", "b.pt", "--torch", "3.0")]
    [TestCase("convert", "a.pt", "b.pt", "--dtype", "int8")]
    public void BadUsageIsExitCode2(params string[] args) => Assert.That(Run(args).Code, Is.EqualTo(2));

    [Test]
    public void AMissingFolderIsOneLineAndNothingIsLeft()
    {
        (int code, _, string error) = Run("convert", DigitFixtures.ModelPath("2.14", "modelnet"), Path.Combine(_folder, "none", "x.pt"));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }
}
