using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <content>Files that somebody packed beside a program.</content>
public sealed partial class PtFile
{
    /// <summary>The names of the files that were given to <c>torch.jit.save</c> or <c>torch.export.save</c> beside the program; none for other files.</summary>
    public IReadOnlyList<string> ExtraFiles => [.. _content.ExtraFiles.Select(file => file.Name)];

    /// <summary>The bytes of one of <see cref="ExtraFiles"/>, its checksum verified.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    /// <exception cref="PtFormatException">It is damaged, or longer than <see cref="LoadLimits.MaxPickleBytes"/>.</exception>
    public byte[] ReadExtraFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ZipRecord record = _content.ExtraFiles.FirstOrDefault(file => file.Name == name).Record ?? throw new KeyNotFoundException($"there is no extra file {PtFormatException.Quote(name)}");
        DualReader reader = new(_source, async: false, default);
        return Located(() => DualReader.Result(record.ReadBytesAsync(reader, Limits.MaxPickleBytes, nameof(Limits.MaxPickleBytes))).ToArray());
    }
}
