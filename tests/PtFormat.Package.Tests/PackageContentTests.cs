using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Package.Tests;

/// <summary>What is in the packages.</summary>
sealed class PackageContentTests
{
    const long MostBytes = 3_000_000;

    // The kind of custom debug information that holds a source link (portable PDB specification).
    static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    static readonly string[] Libraries = ["PtFormat", "PtFormat.Gpu"];

    static readonly string[] All = [.. Libraries, "PtFormat.Tool"];

    [Test]
    public void PackagesForTheCpuAreSmall()
    {
        long bytes = new FileInfo(Feed.File("PtFormat")).Length;
        TestContext.Out.WriteLine(string.Join('\n', All.Select(package => $"{package}: {new FileInfo(Feed.File(package)).Length:N0} bytes")));
        Assert.That(bytes, Is.LessThan(MostBytes));
    }

    [TestCaseSource(nameof(All))]
    public void APackageSaysWhatItIs(string package)
    {
        XElement manifest = Feed.Manifest(package);
        using ZipArchive archive = Feed.Open(package);
        Assert.Multiple(() =>
        {
            Assert.That(Value("license"), Is.EqualTo("MIT"));
            Assert.That(Value("description"), Has.Length.GreaterThan(40));
            Assert.That(Value("tags"), Does.Contain("pytorch"));
            Assert.That(Value("readme"), Is.EqualTo("README.md"));
            Assert.That(archive.GetEntry("README.md"), Is.Not.Null);
            Assert.That(archive.Entries.Select(entry => entry.LastWriteTime.Year).Distinct(), Is.EqualTo(new[] { 1980 }), "a time of packing");
        });

        string? Value(string element) => manifest.Element(manifest.Name.Namespace + element)?.Value;
    }

    [TestCaseSource(nameof(Libraries))]
    public void EveryAssemblyHasItsDocumentation(string package)
    {
        using ZipArchive archive = Feed.Open(package);
        string[] assemblies = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => entry.FullName)];
        Assert.That(assemblies, Is.Not.Empty);
        foreach (string assembly in assemblies)
        {
            using Stream documentation = archive.GetEntry(Path.ChangeExtension(assembly, ".xml"))?.Open() ?? throw new AssertionException($"{assembly} has no documentation");
            Assert.That(XDocument.Load(documentation).Descendants("member"), Is.Not.Empty, assembly);
        }
    }

    [TestCaseSource(nameof(Libraries))]
    public void EveryAssemblyHasItsSymbols(string package)
    {
        using ZipArchive archive = Feed.Open(package), symbols = Feed.Open(package, "snupkg");
        Assert.That(Names(symbols, ".pdb"), Is.EquivalentTo(Names(archive, ".dll")));
        foreach (ZipArchiveEntry entry in symbols.Entries.Where(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)))
        {
            using MemoryStream copy = new();
            using (Stream stream = entry.Open())
                stream.CopyTo(copy);
            copy.Position = 0;
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(copy);
            MetadataReader reader = provider.GetMetadataReader();
            // On the machine that packs, sources lie somewhere; in a package their place is the repository's root.
            Assert.That(reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)), Has.All.StartWith("/_/"), entry.Name);
            // A clone without a remote has no address to link to.
            foreach (CustomDebugInformation information in reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(information => reader.GetGuid(information.Kind) == SourceLink))
                using (JsonDocument link = JsonDocument.Parse(reader.GetBlobBytes(information.Value)))
                    Assert.That(link.RootElement.GetProperty("documents").EnumerateObject().Select(document => document.Name), Has.All.StartWith("/_/"));
        }

        static IEnumerable<string> Names(ZipArchive archive, string extension) =>
            archive.Entries.Where(entry => entry.FullName.EndsWith(extension, StringComparison.Ordinal)).Select(entry => Path.ChangeExtension(entry.FullName, null));
    }

    [Test]
    public void DependenciesAreThoseOfTheRooms()
    {
        // The packages lists them anew, since the rooms in it are none of its dependencies.
        using ZipArchive archive = Feed.Open("PtFormat");
        IEnumerable<string> rooms = archive.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => Path.GetFileNameWithoutExtension(entry.Name));
        Assert.That(Dependencies("PtFormat").Select(dependency => dependency.Id), Is.EquivalentTo(rooms.SelectMany(References).Distinct()));
        Assert.That(Dependencies("PtFormat.Gpu").Select(dependency => dependency.Id), Is.EquivalentTo((string[])["PtFormat", .. References("PtFormat.Kernels.Gpu")]));
    }

    [Test]
    public void TheGpuTakesRoomsOfItsOwnVersion() =>
        Assert.That(Dependencies("PtFormat.Gpu"), Does.Contain(("PtFormat", $"[{Feed.Version}]")));

    [Test]
    public void WhatRunsHereIsInThePackage()
    {
        using ZipArchive archive = Feed.Open("PtFormat");
        using MemoryStream packed = new();
        using (Stream stream = archive.GetEntry("lib/net10.0/PtFormat.Formats.dll")!.Open())
            stream.CopyTo(packed);
        Assert.That(File.ReadAllBytes(typeof(PtFile).Assembly.Location), Is.EqualTo(packed.ToArray()));
    }

    static IEnumerable<(string Id, string Version)> Dependencies(string package) => Feed.Manifest(package).Descendants()
        .Where(element => element.Name.LocalName == "dependency").Select(element => ((string)element.Attribute("id")!, (string)element.Attribute("version")!));

    static IEnumerable<string> References(string assembly) =>
        XDocument.Load(Repository.Path("src", assembly["PtFormat.".Length..], $"{assembly}.csproj")).Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);
}
