using System.Collections;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>The records below an archive's folder, by the rest of their names. Each is made when it is asked for: an archive may hold many.</summary>
/// <param name="source">The archive.</param>
/// <param name="directory">Its directory, every entry of which lies in the folder.</param>
/// <param name="folder">The folder, with its slash.</param>
/// <param name="limits">Limits for reading records.</param>
sealed class ZipRecords(ByteSource source, ZipDirectory directory, string folder, LoadLimits limits)
{
    const int UsualNameChars = 128;

    /// <summary>All of the archive's entries, in its order.</summary>
    public IReadOnlyList<ZipEntry> Entries => directory.Entries;

    /// <summary>The names in the archive's order, without the folder; entries that only name folders left out.</summary>
    public IReadOnlyList<string> Names { get; } = directory.Entries.Any(entry => entry.IsFolder)
        ? [.. directory.Entries.Where(entry => !entry.IsFolder).Select(entry => entry.Name[folder.Length..])]
        : new NameList(directory.Entries, folder.Length);

    /// <summary>False where no record has one, although some have content.</summary>
    public bool HasChecksums { get; } = directory.Entries.Any(entry => entry.Crc32 != 0) || directory.Entries.All(entry => entry.ByteLength == 0);

    /// <summary>An entry's name without the folder.</summary>
    public ReadOnlySpan<char> NameOf(ZipEntry entry) => entry.Name.AsSpan(folder.Length);

    /// <summary>The record of a name, or null.</summary>
    public ZipRecord? Find(string name) => FindEntry("", name) is { } entry ? Of(entry) : null;

    /// <summary>The record of an entry.</summary>
    public ZipRecord Of(ZipEntry entry) => new(source, entry, limits);

    /// <summary>The entry of a name in a folder of its own, such as <c>data/</c>, or null.</summary>
    public ZipEntry? FindEntry(string subfolder, string name)
    {
        int length = folder.Length + subfolder.Length + name.Length;
        Span<char> full = length <= UsualNameChars ? stackalloc char[UsualNameChars] : new char[length];
        full = full[..length];
        folder.CopyTo(full);
        subfolder.CopyTo(full[folder.Length..]);
        name.CopyTo(full[(folder.Length + subfolder.Length)..]);
        return directory.Find(full) is { IsFolder: false } entry ? entry : null;
    }

    /// <summary>The records below a folder, by the rest of their names.</summary>
    public IReadOnlyList<(string Name, ZipRecord Record)> Below(string subfolder) =>
        [.. Names.Where(name => name.Length > subfolder.Length && name.StartsWith(subfolder, StringComparison.Ordinal)).Select(name => (name[subfolder.Length..], Find(name)!))];

    /// <summary>The records of these names, to be read from end to end.</summary>
    public IEnumerable<CheckableRecord> Checkable(IEnumerable<string> names) =>
        from name in names
        let record = Find(name)
        where record is not null
        select new CheckableRecord(record.Entry.Name, record.ByteLength, record.IsUnchecked, record.Verify);

    sealed class NameList(IReadOnlyList<ZipEntry> entries, int start) : IReadOnlyList<string>
    {
        public int Count => entries.Count;

        public string this[int index] => entries[index].Name[start..];

        public IEnumerator<string> GetEnumerator() => entries.Select(entry => entry.Name[start..]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
