using NUnit.Framework;
using PtFormat.Formats;
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
