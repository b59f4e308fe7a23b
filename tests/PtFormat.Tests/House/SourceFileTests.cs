using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PtFormat.Tests.House;

sealed partial class SourceFileTests
{
    static readonly string[] All = [.. Sources.In("src"), .. Sources.In("tests")];

    [Test]
    public void FilesStayShort()
    {
        foreach (string file in All)
            Assert.That(File.ReadLines(Repository.Path(file)).Count(), Is.LessThanOrEqualTo(600), $"{file}: split it by concern");
    }

    [Test]
    public void NoRegions()
    {
        // In two parts, or this file would find itself.
        const string region = "#" + "region";
        foreach (string file in All)
            Assert.That(File.ReadAllText(Repository.Path(file)), Does.Not.Contain(region), file);
    }

    [Test]
    public void NoDrawersForEverything()
    {
        foreach (string file in All)
            Assert.That(Path.GetFileNameWithoutExtension(file), Does.Not.Match("(?i)(utils?|helpers?|common|manager)$"), $"{file}: name it after what it does");
    }

    [Test]
    public void AFileHoldsOnePublicTypeOfItsName()
    {
        foreach (string file in Sources.In("src"))
        {
            string[] types = [.. PublicType().Matches(File.ReadAllText(Repository.Path(file))).Select(match => match.Groups["name"].Value).Distinct()];
            if (types.Length == 0)
                continue;
            Assert.That(types, Has.Length.EqualTo(1), $"{file} holds several public types");
            // Tensor.Views.cs is a part of Tensor.
            Assert.That(Path.GetFileName(file), Does.StartWith($"{types[0]}."), $"{file} holds {types[0]}");
        }
    }

    [Test]
    public void TestsMirrorTheRooms()
    {
        string[] rooms = [.. Sources.Rooms().Keys];
        foreach (string file in Sources.In("tests/PtFormat.Gpu.Tests"))
        {
            string[] parts = file.Split('/');
            if (parts.Length > 3 && parts[2] != "House")
                Assert.That(Directory.Exists(Repository.Path(["src", "Kernels.Gpu", .. parts[2..^1]])), $"{file}: there is no src/Kernels.Gpu/{string.Join('/', parts[2..^1])}");
        }
        foreach (string file in Sources.In("tests/PtFormat.Tests"))
        {
            string[] parts = file.Split('/');
            if (parts.Length < 4 || parts[2] is "House" or "Fixtures")
                continue;
            Assert.That(rooms, Contains.Item(parts[2]), $"{file} tests no room of src");
            string folder = string.Join('/', parts[2..^1]);
            Assert.That(Directory.Exists(Repository.Path("src", folder)), $"{file}: there is no src/{folder}");
        }
    }

    // Types start a line without indentation in files with file-scoped namespaces; nested ones do not.
    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|partial|unsafe|ref|record) )*(?:class|struct|interface|enum|record|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
