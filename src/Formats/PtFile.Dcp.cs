using PtFormat.Formats.Dcp;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Folders of <c>torch.distributed.checkpoint</c>.</content>
public sealed partial class PtFile
{
    /// <summary>
    /// Saves a state_dict as <c>torch.distributed.checkpoint.save</c> of one process does: <c>.metadata</c> and <c>__0_0.distcp</c>, which
    /// any number of processes load again. Dictionaries, and lists with tensors, are taken apart into values by name. Both files are whole
    /// before the first takes its place; those of other ranks from an earlier save are removed.
    /// </summary>
    /// <param name="folder">The folder; it is made where there is none.</param>
    /// <param name="state">What to save.</param>
    /// <param name="options">Producer and the like; the format stays <see cref="PtSaveFormat.Zip"/>.</param>
    /// <param name="progress">Told how many bytes were written so far.</param>
    /// <param name="cancellation">Ends the writing; the folder then stays as it was.</param>
    /// <exception cref="ArgumentException">The state_dict cannot be saved so; nothing was written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void SaveDcp(string folder, StateDict state, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        options ??= PtSaveOptions.Default;
        options.Check();
        if (options.Format != PtSaveFormat.Zip || options.Root is not null)
            throw new ArgumentException($"a distributed checkpoint is made of files of torch.save in one archive format: leave {nameof(PtSaveOptions.Format)} and {nameof(PtSaveOptions.Root)} alone", nameof(options));
        List<(string Name, Func<DualWriter, ValueTask> Write)> files = DcpWriter.Plan(state, options);
        Directory.CreateDirectory(folder);
        ToFiles(folder, files, progress, cancellation);
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => DcpWriter.IsItemsFile(Path.GetFileName(path)) && !files.Exists(file => file.Name == Path.GetFileName(path))).ToArray())
            File.Delete(path);
    }

    /// <summary>Saves all that the file holds as a distributed checkpoint.</summary>
    /// <inheritdoc cref="SaveDcp(string, StateDict, PtSaveOptions?, IProgress{long}?, CancellationToken)"/>
    /// <exception cref="PtFormat.Pickle.PtFormatException">The file holds what a state_dict does not, or a record is damaged.</exception>
    public void SaveDcp(string folder, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        SaveDcp(folder, WholeValue() as StateDict ?? throw new ArgumentException($"{Name ?? "the file"} holds a tensor without a name: a distributed checkpoint holds values by name"), options, progress, cancellation);
}
