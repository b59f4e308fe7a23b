using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Reading everything at once.</content>
public sealed partial class PtFile
{
    // Records below this are read by one thread, many at a time; larger ones side by side.
    const int SmallRecordBytes = 64 * 1024;
    const int SmallRecordsAThread = 4096;

    /// <summary>Reads a whole file into memory, with every checksum, and closes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits and policy.</param>
    /// <param name="progress">Told how many bytes of tensors were read so far, perhaps by several threads at once.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PtFormat.Pickle.PtFormatException">The bytes are wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PtFile Load(string path, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Load(ByteSource.OpenFile(path = InFolder(path)), Beside(path, options), progress, cancellation);

    /// <summary>Reads what memory holds, with every checksum; the bytes may change afterwards.</summary>
    /// <inheritdoc cref="Load(string, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static PtFile Load(ReadOnlyMemory<byte> bytes, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Load(ByteSource.FromMemory(bytes), options, progress, cancellation);

    /// <summary>Reads a stream from where it is to its end, with every checksum; it stays open.</summary>
    /// <inheritdoc cref="Load(string, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static PtFile Load(Stream stream, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Load(ByteSource.FromStream(stream), options, progress, cancellation);

    /// <summary>Reads a whole source into memory, with every checksum, and closes it.</summary>
    /// <inheritdoc cref="Load(string, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static PtFile Load(ByteSource source, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        using ByteSource ahead = new ReadAheadSource(source);
        PtFile file = DualReader.Result(OpenAsync(ahead, (options ?? PtLoadOptions.Default) with { ReadsAll = true }, async: false, cancellation));
        file.ReadTensors(progress, cancellation);
        file.KeepRecords();
        file._content.Close();
        cancellation.ThrowIfCancellationRequested();
        return file;
    }

    /// <inheritdoc cref="Load(string, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static Task<PtFile> LoadAsync(string path, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Load(path, options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static Task<PtFile> LoadAsync(ReadOnlyMemory<byte> bytes, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Load(bytes, options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Load(Stream, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static async Task<PtFile> LoadAsync(Stream stream, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        await LoadAsync(await ByteSource.FromStreamAsync(stream, cancellation: cancellation).ConfigureAwait(false), options, progress, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="Load(ByteSource, PtLoadOptions?, IProgress{long}?, CancellationToken)"/>
    public static Task<PtFile> LoadAsync(ByteSource source, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Load(source, options, progress, cancellation), cancellation);

    void ReadTensors(IProgress<long>? progress, CancellationToken cancellation) => Located(() => ReadStorages(progress, cancellation));

    IEnumerable<Storage> StoragesOfTensors(CancellationToken cancellation)
    {
        if (_options.WhyNotRewritten is null && _content.Plain is { } tensors)
            return tensors.Select(tensor => tensor.Value.Storage).Distinct();
        if (_tensors is null)
            Walker().Describe(Root, cancellation);
        return _objects.Storages;
    }

    // Gives the number of bytes, so that errors are located like those of everything else that reads.
    long ReadStorages(IProgress<long>? progress, CancellationToken cancellation)
    {
        List<RecordStorage> small = [], large = [];
        long done = 0;
        foreach (Storage storage in StoragesOfTensors(cancellation))
            if (storage is RecordStorage { IsLoaded: false } record)
                (record.ByteLength < SmallRecordBytes ? small : large).Add(record);
            else if (storage is ArrayStorage)
                done += storage.ByteLength; // Read while the pickle ran.

        if (done > 0)
            progress?.Report(done);
        Action<long>? report = progress is null ? null : bytes => progress.Report(Interlocked.Add(ref done, bytes));
        // A few thousand a thread: each then reads on through the file, and the window before it serves nearly all.
        int parts = Math.Min(Environment.ProcessorCount, small.Count / SmallRecordsAThread + 1);
        SideBySide.For(parts, part =>
        {
            for (int i = (int)((long)small.Count * part / parts); i < (int)((long)small.Count * (part + 1) / parts); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                small[i].EnsureLoaded(report, cancellation);
            }
        }, cancellation);
        SideBySide.For(large.Count, i => large[i].EnsureLoaded(report, cancellation), cancellation);
        return done;
    }
}
