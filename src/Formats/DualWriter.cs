using Microsoft.Win32.SafeHandles;

namespace PtFormat.Formats;

/// <summary>
/// Writes to a stream synchronously or not, so that each format is written by one piece of code; see <see cref="DualReader"/>.
/// It counts the bytes, since a stream need not know its position.
/// </summary>
/// <param name="stream">Gets the bytes.</param>
/// <param name="async">False to write at once.</param>
/// <param name="progress">Told how many bytes were written so far.</param>
/// <param name="cancellation">Ends the writing.</param>
/// <param name="file">The file that the stream writes, from its start, where that is known: parts may then be written out of order.</param>
sealed class DualWriter(Stream stream, bool async, IProgress<long>? progress, CancellationToken cancellation, SafeFileHandle? file = null)
{
    long _written;

    /// <summary>Waits for a writer that was given a synchronous stream, hence waits for nothing.</summary>
    public static void Complete(ValueTask task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("a synchronous write was left waiting");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Where the next bytes go.</summary>
    public long Position { get; private set; }

    public CancellationToken Cancellation => cancellation;

    /// <summary>True when <see cref="Skip"/> and <see cref="WriteAt"/> work.</summary>
    public bool WritesAnywhere => file is not null;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        if (async)
            await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        else
            stream.Write(bytes.Span);
        Position += bytes.Length;
        Report(bytes.Length);
    }

    /// <summary>Writes a file inside the file, which counts its positions from its own start.</summary>
    public async ValueTask WriteWithinAsync(Func<DualWriter, ValueTask> write)
    {
        Within? part = progress is null ? null : new(progress, _written);
        DualWriter inner = new(stream, async, part, cancellation);
        await write(inner).ConfigureAwait(false);
        Position += inner.Position;
        _written += inner.Position;
    }

    /// <summary>Leaves room for what <see cref="WriteAt"/> will put there.</summary>
    public void Skip(long bytes)
    {
        stream.Seek(bytes, SeekOrigin.Current);
        Position += bytes;
    }

    /// <summary>Fills a part of the room that was left, from any thread.</summary>
    public void WriteAt(long position, ReadOnlySpan<byte> bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        RandomAccess.Write(file!, bytes, position);
        Report(bytes.Length);
    }

    void Report(int bytes)
    {
        if (progress is not null)
            progress.Report(Interlocked.Add(ref _written, bytes));
    }

    sealed class Within(IProgress<long> outer, long before) : IProgress<long>
    {
        public void Report(long value) => outer.Report(before + value);
    }
}
