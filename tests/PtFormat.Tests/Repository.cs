namespace PtFormat.Tests;

/// <summary>Where the checkout lies: tests read its fixtures and police its sources.</summary>
static class Repository
{
    /// <summary>The folder that holds PtFormat.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder, from parts below the root.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "PtFormat.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"PtFormat.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
