namespace PtFormat.Tensors;

/// <summary>
/// A file mapped into memory. After <see cref="ByteSource.Dispose()"/> nothing new is read, and the view goes with the last storage
/// over it - a computation that is under way on another thread never loses its memory.
/// </summary>
sealed unsafe class MappedFile : ByteSource
{
    readonly Mapping _mapping;
    int _isDisposed;

    MappedFile(string path, long length, Mapping mapping) => (Name, Length, _mapping) = (path, length, mapping);

    ~MappedFile() => Dispose(false);

    public override string Name { get; }

    public override long Length { get; }

    /// <summary>Maps a file; one without bytes, which cannot be mapped, is opened as any other, and so is what is no regular file.</summary>
    public static ByteSource Open(string path)
    {
        ByteSource plain = new FileByteSource(path);
        if (plain.Length == 0)
            return plain;
        plain.Dispose();
        // Delete sharing lets a save rename a new file over this one while it is mapped.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        long length = stream.Length;
        return length == 0 ? new FileByteSource(path) : new MappedFile(path, length, Mapping.Open(stream));
    }

    public override int Read(long position, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        CheckOpen();
        if (position >= Length)
            return 0;
        int count = (int)Math.Min(Length - position, destination.Length);
        if (!_mapping.TryLease())
            throw Closed();
        new ReadOnlySpan<byte>(_mapping.Start + position, count).CopyTo(destination);
        _mapping.Return();
        return count;
    }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        ValueTask.FromResult(Read(position, destination.Span));

    internal override bool Maps => true;

    internal override Storage? Map(Func<long> position, long byteLength) =>
        _mapping.TryLease() ? new MappedStorage(this, _mapping, position, byteLength) : throw Closed();

    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void CheckOpen()
    {
        if (Volatile.Read(ref _isDisposed) != 0)
            throw Closed();
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _mapping.Return();
        base.Dispose(disposing);
    }

    ObjectDisposedException Closed() =>
        new(Name, $"{Name} was closed: a mapped tensor can be read only while its PtFile is open; clone it before, or load the file instead");
}
