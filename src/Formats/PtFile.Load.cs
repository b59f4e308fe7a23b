using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Reading everything at once.</content>
public sealed partial class PtFile
{
    // Records below this are read by one thread, many at a time; larger ones side by side.
    const int SmallRecordBytes = 64 * 1024;

    /// <summary>Reads a whole file into memory, with every checksum, and closes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits and policy.</param>
    /// <param name="progress">Told how many bytes of tensors were read so far.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PtFormat.Pickle.PtFormatException">The bytes are wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PtFile Load(string path, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        using ByteSource source = new ReadAheadSource(ByteSource.OpenFile(path));
        PtFile file = Open(source, options);
        file.ReadTensors(progress, cancellation);
        file.KeepRecords();
        return file;
    }

    /// <inheritdoc cref="Load"/>
    public static Task<PtFile> LoadAsync(string path, PtLoadOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Load(path, options, progress, cancellation), cancellation);

    void ReadTensors(IProgress<long>? progress, CancellationToken cancellation)
    {
        _ = Tensors;
        List<RecordStorage> small = [], large = [];
        foreach (Storage storage in _content.Storages.All)
            if (storage is RecordStorage { IsLoaded: false } record)
                (record.ByteLength < SmallRecordBytes ? small : large).Add(record);

        long done = 0;
        Action<long>? report = progress is null ? null : bytes => progress.Report(Interlocked.Add(ref done, bytes));
        foreach (RecordStorage record in small)
        {
            cancellation.ThrowIfCancellationRequested();
            record.EnsureLoaded(report, cancellation);
        }
        if (large.Count > 1 && Environment.ProcessorCount > 1)
            ReadSideBySide(large, report, cancellation);
        else
            foreach (RecordStorage record in large)
                record.EnsureLoaded(report, cancellation);
    }

    // Reading is copying, checksumming and touching fresh memory: work for every core, not waiting for a disk.
    static void ReadSideBySide(List<RecordStorage> records, Action<long>? report, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(
                records,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                record => record.EnsureLoaded(report, cancellation));
        }
        catch (AggregateException e)
        {
            // Each thread may have met its own error; a caller of Load expects the first as it was thrown.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
