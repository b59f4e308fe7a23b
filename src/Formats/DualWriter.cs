namespace PtFormat.Formats;

/// <summary>
/// Writes to a stream synchronously or not, so that each format is written by one piece of code; see <see cref="DualReader"/>.
/// It counts the bytes, since a stream need not know its position.
/// </summary>
sealed class DualWriter(Stream stream, bool async, IProgress<long>? progress, CancellationToken cancellation)
{
    /// <summary>Waits for a writer that was given a synchronous stream, hence waits for nothing.</summary>
    public static void Complete(ValueTask task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("a synchronous write was left waiting");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        if (async)
            await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        else
            stream.Write(bytes.Span);
        Position += bytes.Length;
        progress?.Report(Position);
    }
}
