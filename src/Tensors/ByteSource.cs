namespace PtFormat.Tensors;

/// <summary>
/// Bytes that can be read at any position: a file, memory, a stream. There is no shared position, so any number of threads
/// may read at once.
/// </summary>
public abstract class ByteSource : IDisposable
{
    /// <summary>What messages call it: a file's path, or null.</summary>
    public virtual string? Name => null;

    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Reads up to <c>destination.Length</c> bytes; fewer only where the source ends.</summary>
    /// <returns>The number of bytes read; 0 at or past the end.</returns>
    public abstract int Read(long position, Span<byte> destination);

    /// <inheritdoc cref="Read(long, Span{byte})"/>
    public abstract ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default);

    /// <summary>Opens a file for positional reads. Pipes and devices have no length: they read as empty (use <see cref="FromStream"/>).</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a directory, or the system refused.</exception>
    public static ByteSource OpenFile(string path) => new FileByteSource(path);

    /// <summary>
    /// Maps a file into memory. Its tensors are then the file's own bytes; nobody may shorten it meanwhile, or the process ends.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a directory or no regular file, or the system refused.</exception>
    public static ByteSource MapFile(string path) => MappedFile.Open(path);

    /// <summary>Reads from memory, which must not change meanwhile.</summary>
    public static ByteSource FromMemory(ReadOnlyMemory<byte> bytes, string? name = null) => new MemoryByteSource(bytes, name);

    /// <summary>
    /// Reads a stream from its current position to its end. A seekable stream is read in place, under a lock, and must not be
    /// used meanwhile; any other is read into memory at once.
    /// </summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="maxBytes">The most that is read into memory.</param>
    /// <exception cref="IOException">An unseekable stream is longer than <paramref name="maxBytes"/>.</exception>
    public static ByteSource FromStream(Stream stream, long maxBytes = long.MaxValue) =>
        stream.CanSeek ? new StreamByteSource(stream) : new MemoryByteSource(Drain(stream, maxBytes), null);

    /// <inheritdoc cref="FromStream"/>
    public static async Task<ByteSource> FromStreamAsync(Stream stream, long maxBytes = long.MaxValue, CancellationToken cancellation = default)
    {
        if (stream.CanSeek)
            return new StreamByteSource(stream);
        using MemoryStream buffer = new();
        byte[] chunk = new byte[81920];
        for (int read; (read = await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false)) > 0;)
        {
            CheckRoom(buffer.Length + read, maxBytes);
            buffer.Write(chunk, 0, read);
        }
        return new MemoryByteSource(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), null);
    }

    /// <summary>Fills the destination.</summary>
    /// <returns>False when the source ends before the destination is full.</returns>
    public bool TryReadExactly(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int read = Read(position, destination);
            if (read <= 0)
                return false;
            position += read;
            destination = destination[read..];
        }
        return true;
    }

    /// <inheritdoc cref="TryReadExactly"/>
    public async ValueTask<bool> TryReadExactlyAsync(long position, Memory<byte> destination, CancellationToken cancellation = default)
    {
        while (destination.Length > 0)
        {
            int read = await ReadAsync(position, destination, cancellation).ConfigureAwait(false);
            if (read <= 0)
                return false;
            position += read;
            destination = destination[read..];
        }
        return true;
    }

    /// <summary>Closes what the source opened. Reading afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Whether <see cref="Map"/> gives anything.</summary>
    internal virtual bool Maps => false;

    /// <summary>A storage that is a range of this source's own memory; null where the source has none.</summary>
    /// <param name="position">Where the range starts: asked when it is first touched.</param>
    /// <param name="byteLength">Its length, which lies within the source.</param>
    internal virtual Storage? Map(Func<long> position, long byteLength) => null;

    static byte[] Drain(Stream stream, long maxBytes)
    {
        using MemoryStream buffer = new();
        byte[] chunk = new byte[81920];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            CheckRoom(buffer.Length + read, maxBytes);
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    static void CheckRoom(long length, long maxBytes)
    {
        if (length > Math.Min(maxBytes, Array.MaxLength))
            throw new IOException($"the stream cannot seek and is longer than {Math.Min(maxBytes, Array.MaxLength)} bytes: save it to a file and open that");
    }
}
