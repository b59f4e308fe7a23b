using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>The files beside one that was opened by its path: an index may name them, and no others. Links are not followed.</summary>
/// <param name="open">Opens a file by its plain name; null where there is none.</param>
sealed class SiblingFiles(Func<string, ByteSource?> open)
{
    const int MaxNameChars = 255;

    /// <summary>Those in a folder.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="map">True to map them into memory.</param>
    public static SiblingFiles In(string folder, bool map) => new(name =>
    {
        FileInfo file = new(Path.Combine(folder, name));
        if (file.LinkTarget is not null || file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            throw new PtFormatException(PtErrorKind.Unsupported, $"the file {PtFormatException.Quote(name)} is a link, which is not followed: put the file itself there (cp -L)");
        return !file.Exists ? null : map ? ByteSource.MapFile(file.FullName) : ByteSource.OpenFile(file.FullName);
    });

    /// <summary>Whether a name leads to a file in the same folder and nowhere else. (A colon leads to another drive or to a stream of a file on Windows.)</summary>
    public static bool IsName(string file) =>
        file.Length is > 0 and <= MaxNameChars && file is not ("." or "..") && file.AsSpan().IndexOfAny("/\\:\0") < 0 && !file.Any(char.IsControl);

    /// <summary>Opens a file.</summary>
    /// <param name="name">A name that <see cref="IsName"/>.</param>
    /// <param name="missing">What is to lie in it, for the error where it is not there.</param>
    /// <exception cref="PtFormatException">It is a link, or not there.</exception>
    public ByteSource Open(string name, Func<string> missing) =>
        open(name) ?? throw new PtFormatException(PtErrorKind.Malformed, $"the file {PtFormatException.Quote(name)} is not there: {missing()}");
}
