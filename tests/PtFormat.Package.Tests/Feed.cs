using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace PtFormat.Package.Tests;

/// <summary>The folder of packages that these tests were restored from.</summary>
static class Feed
{
    public static string Folder { get; } = Metadata("PtFormatFeed");

    public static string Version { get; } = Metadata("PtFormatVersion");

    public static string File(string package, string extension = "nupkg") => Path.Combine(Folder, $"{package}.{Version}.{extension}");

    public static ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(File(package, extension));

    /// <summary>The metadata of a package: id, version, licence, dependencies.</summary>
    public static XElement Manifest(string package)
    {
        using ZipArchive archive = Open(package);
        using Stream stream = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    static string Metadata(string key) =>
        typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{key} is not set: these tests are run by packages/check");
}
