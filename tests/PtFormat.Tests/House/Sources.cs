using System.Xml.Linq;

namespace PtFormat.Tests.House;

/// <summary>The source files and projects of the checkout, as the House tests read them.</summary>
static class Sources
{
    /// <summary>All C# files below a folder of the repository, without what a build left there, as paths from the root with '/'.</summary>
    public static string[] In(string folder) =>
    [
        .. Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The rooms: every folder of src that holds a project, and the rooms and packages that the project imports.</summary>
    public static Dictionary<string, (string[] Rooms, string[] Packages)> Rooms()
    {
        Dictionary<string, (string[] Rooms, string[] Packages)> rooms = [];
        foreach (string path in Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories))
        {
            XDocument project = XDocument.Load(path);
            rooms.Add(Path.GetFileName(Path.GetDirectoryName(path)!),
            (
                [.. Includes("ProjectReference").Select(reference => Path.GetFileName(Path.GetDirectoryName(reference.Replace('\\', '/'))!)).Order(StringComparer.Ordinal)],
                [.. Includes("PackageReference").Order(StringComparer.Ordinal)]
            ));

            IEnumerable<string> Includes(string element) => project.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();
        }
        return rooms;
    }
}
