namespace PtFormat.Cli;

/// <summary>The files that arguments stand for: files as they are, folders with all that lies below. Links in folders are not followed.</summary>
static class ScanTargets
{
    /// <summary>The files, sorted within each folder.</summary>
    /// <param name="arguments">Files and folders.</param>
    /// <param name="failed">Told of folders that cannot be read.</param>
    public static IEnumerable<(string Path, bool IsFromFolder)> Files(IEnumerable<string> arguments, Action<string, Exception> failed)
    {
        foreach (string argument in arguments)
            if (Directory.Exists(argument))
                foreach (string file in Below(argument, failed))
                    yield return (file, true);
            else
                yield return (argument, false);
    }

    static IEnumerable<string> Below(string folder, Action<string, Exception> failed)
    {
        Stack<string> pending = new([folder]);
        while (pending.TryPop(out string? next))
        {
            FileSystemInfo[] entries;
            try
            {
                entries = new DirectoryInfo(next).GetFileSystemInfos();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed(next, e);
                continue;
            }
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            // Names join to what was asked for, so that the output can be pasted.
            foreach (FileInfo file in entries.OfType<FileInfo>().Where(IsOwn))
                yield return Path.Join(next, file.Name);
            foreach (DirectoryInfo inner in entries.OfType<DirectoryInfo>().Where(IsOwn).Reverse())
                pending.Push(Path.Join(next, inner.Name));
        }
    }

    static bool IsOwn(FileSystemInfo entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
