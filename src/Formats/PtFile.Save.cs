using System.Buffers;
using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <content>Saving: anew, as PyTorch would, and a file that was read once more.</content>
public sealed partial class PtFile
{
    /// <summary>
    /// Saves a value as <c>torch.save</c> would. The file appears whole or not at all; one that was there keeps its mode, and a
    /// link stays a link.
    /// </summary>
    /// <param name="path">The file. PyTorch names the folder inside the archive after it.</param>
    /// <param name="value">
    /// A <see cref="Tensors.StateDict"/>, a tensor of any kind, anything else that a state_dict may hold, or a <see cref="PickleValue"/>
    /// that refers to no storage.
    /// </param>
    /// <param name="options">Producer, format and the like; null for PyTorch's defaults.</param>
    /// <param name="progress">Told how many bytes were written so far.</param>
    /// <param name="cancellation">Ends the writing; the target then stays as it was.</param>
    /// <exception cref="ArgumentException">The value cannot be saved; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is as it was.</exception>
    public static void Save(string path, object? value, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        ToFile(path, NewFile(path, value, options), progress, cancellation);

    /// <summary>Saves a value as <c>torch.save</c> would, to a stream from where it is. The stream stays open and need not seek.</summary>
    /// <inheritdoc cref="Save(string, object?, PtSaveOptions?, IProgress{long}?, CancellationToken)"/>
    public static void Save(Stream stream, object? value, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        DualWriter.Complete(NewFile(null, value, options)(new(stream, async: false, progress, cancellation)));

    /// <inheritdoc cref="Save(string, object?, PtSaveOptions?, IProgress{long}?, CancellationToken)"/>
    public static Task SaveAsync(string path, object? value, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Save(path, value, options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Save(Stream, object?, PtSaveOptions?, IProgress{long}?, CancellationToken)"/>
    public static Task SaveAsync(Stream stream, object? value, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        NewFile(null, value, options)(new(stream, async: true, progress, cancellation)).AsTask();

    /// <summary>
    /// Writes the file again, with what was changed in it since: the pickle from <see cref="Root"/>, everything else as
    /// <see cref="Container"/> says, the folder inside the archive included, whatever the new name. What torch.save wrote and
    /// nobody changed comes out as the same bytes. The file may be saved over itself (on Windows only once it is closed, after
    /// <see cref="Load(string, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how many bytes were written so far.</param>
    /// <param name="cancellation">Ends the writing; the target then stays as it was.</param>
    /// <exception cref="PtFormatException">A record turned out to be damaged.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is as it was.</exception>
    public void Save(string path, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        CheckUnchanged();
        ToFile(path, Rewrite, progress, cancellation);
    }

    /// <inheritdoc cref="Save(string, IProgress{long}?, CancellationToken)"/>
    public void Save(Stream stream, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        DualWriter.Complete(Rewrite(new(stream, async: false, progress, cancellation)));

    /// <inheritdoc cref="Save(string, IProgress{long}?, CancellationToken)"/>
    public Task SaveAsync(string path, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Save(path, progress, cancellation), cancellation);

    /// <inheritdoc cref="Save(string, IProgress{long}?, CancellationToken)"/>
    public Task SaveAsync(Stream stream, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Rewrite(new(stream, async: true, progress, cancellation)).AsTask();

    /// <summary>
    /// Saves what the file holds in a container of another make: legacy as zip, zip as legacy, an old zip as a new one would be,
    /// safetensors as zip. The tree stays as it is; storages are numbered anew, and records that torch.save does not know are left
    /// behind. A format that holds tensors only takes a file that holds nothing else.
    /// </summary>
    /// <param name="path">The file. PyTorch names the folder inside the archive after it.</param>
    /// <param name="options">Producer, format and the like.</param>
    /// <param name="progress">Told how many bytes were written so far.</param>
    /// <param name="cancellation">Ends the writing; the target then stays as it was.</param>
    /// <exception cref="PtFormatException">A record turned out to be damaged.</exception>
    /// <exception cref="ArgumentException">The format cannot hold what the file holds; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is as it was.</exception>
    /// <exception cref="NotSupportedException">The file is a tar archive, or a storage is on the meta device.</exception>
    public void Save(string path, PtSaveOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        ToFile(path, Converted(path, options), progress, cancellation);

    /// <inheritdoc cref="Save(string, PtSaveOptions, IProgress{long}?, CancellationToken)"/>
    public void Save(Stream stream, PtSaveOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        DualWriter.Complete(Converted(null, options)(new(stream, async: false, progress, cancellation)));

    /// <inheritdoc cref="Save(string, PtSaveOptions, IProgress{long}?, CancellationToken)"/>
    public Task SaveAsync(string path, PtSaveOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Save(path, options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Save(string, PtSaveOptions, IProgress{long}?, CancellationToken)"/>
    public Task SaveAsync(Stream stream, PtSaveOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Converted(null, options)(new(stream, async: true, progress, cancellation)).AsTask();

    // Name, key, three tuples, the hooks, the arguments and the tensor itself, with their texts.
    const long MemoisedByTensor = 10;

    Func<DualWriter, ValueTask> Converted(string? path, PtSaveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        // Of a program's archive what its state_dict() gives: the rest means nothing without the program.
        if (_content.Parts.Count > 0)
            return NewFile(path, StateDict(), options);
        if (!options.IsTorch)
            return PlainFormats.Plan(WholeValue(), options);
        CheckUnchanged();
        (ReadOnlyMemory<byte> pickle, IReadOnlyList<TreeStorage> storages) = Located(() =>
            TorchConversion.Make(_content, options.PickleProtocol, options.Format == PtSaveFormat.Legacy));
        return InContainer(path, options, pickle, storages);
    }

    // For formats that hold tensors only: all there is, so that what they cannot hold is found and not left behind.
    object? WholeValue()
    {
        if (TensorAt(Root) is { } tensor)
            return tensor.Resolved();
        return PythonChildren.IsDictionary(Root) || ModuleState.IsModule(Root)
            ? RootStateDict()
            : throw new ArgumentException($"{Name ?? "the file"} holds a {Root.Kind.ToString().ToLowerInvariant()}: the format holds tensors by name and nothing else");
    }

    // Everything that can be wrong with the value is found here, before a target is touched.
    internal static Func<DualWriter, ValueTask> NewFile(string? path, object? value, PtSaveOptions? options)
    {
        options ??= PtSaveOptions.Default;
        options.Check();
        if (!options.IsTorch)
            return PlainFormats.Plan(value, options);
        (PickleValue tree, IReadOnlyList<TreeStorage> storages) = TorchTree.Make(value, options.Producer, options.Format == PtSaveFormat.Legacy, isPassing: true);
        // About what a tensor with its name takes: growing there would leave several such buffers behind.
        ArrayBufferWriter<byte> pickle = new(4096 + 128 * storages.Count);
        PickleWriter.Write(tree, pickle, options.PickleProtocol, null, MemoisedByTensor * storages.Count);
        return InContainer(path, options, pickle.WrittenMemory, storages);
    }

    static Func<DualWriter, ValueTask> InContainer(string? path, PtSaveOptions options, ReadOnlyMemory<byte> pickle, IReadOnlyList<TreeStorage> storages)
    {
        if (options.Format == PtSaveFormat.Legacy)
            return output => TorchLegacyWriter.WriteAsync(output, pickle, options.PickleProtocol, storages);
        string root = options.RootFor(path);
        return output => TorchZip.WriteAsync(output, root, options, pickle, storages);
    }

    static void ToFile(string path, Func<DualWriter, ValueTask> write, IProgress<long>? progress, CancellationToken cancellation)
    {
        using AtomicFile file = AtomicFile.Create(path);
        DualWriter.Complete(write(new(file.Stream, async: false, progress, cancellation, file.Stream.SafeFileHandle)));
        cancellation.ThrowIfCancellationRequested();
        file.Commit();
    }

    void CheckUnchanged()
    {
        if (_options.WhyNotRewritten is { } reason)
            throw new InvalidOperationException($"{Name ?? "the file"} cannot be written again: {reason}; save its StateDict(), or open it without");
    }

    async ValueTask Rewrite(DualWriter output)
    {
        CheckUnchanged();
        try
        {
            await _content.RewriteAsync(output).ConfigureAwait(false);
        }
        catch (PtFormatException e)
        {
            throw e.In(Name, null);
        }
    }

    void KeepRecords() => _content.KeepRecords();
}
