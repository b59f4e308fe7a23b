using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace PtFormat.Tensors;

/// <summary>
/// A file mapped into memory. Every storage over it holds its view; after <see cref="ByteSource.Dispose()"/> nothing new is read,
/// and the view goes with the last storage - a computation that is under way on another thread never loses its memory.
/// </summary>
sealed unsafe class MappedFile : ByteSource
{
    // A span that left a tensor cannot keep the view: such views stay for good. They cost addresses, not memory.
    static readonly HashSet<SafeMemoryMappedViewHandle> Exposed = [];

    readonly SafeMemoryMappedViewHandle _view;
    readonly byte* _start;
    volatile bool _isDisposed;
    volatile bool _isShared;

    MappedFile(string path, long length, SafeMemoryMappedViewHandle view, byte* start)
    {
        (Name, Length) = (path, length);
        _view = view;
        _start = start;
    }

    public override string Name { get; }

    public override long Length { get; }

    /// <summary>Maps a file; one without bytes, which cannot be mapped, is opened as any other.</summary>
    public static ByteSource Open(string path)
    {
        ByteSource plain = new FileByteSource(path);
        long length = plain.Length;
        if (length == 0)
            return plain;
        plain.Dispose();
        // Delete sharing lets a save rename a new file over this one while it is mapped.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor accessor = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        SafeMemoryMappedViewHandle view = accessor.SafeMemoryMappedViewHandle;
        byte* start = null;
        // Counts a reference that is never given back: the view outlives the accessor, and its finalizer unmaps it.
        view.AcquirePointer(ref start);
        return new MappedFile(path, length, view, start + accessor.PointerOffset);
    }

    public override int Read(long position, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= Length)
            return 0;
        int count = (int)Math.Min(Length - position, destination.Length);
        new ReadOnlySpan<byte>(At(position, count), count).CopyTo(destination);
        GC.KeepAlive(this);
        return count;
    }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        ValueTask.FromResult(Read(position, destination.Span));

    internal override Storage? Map(Func<long> position, long byteLength)
    {
        _isShared = true;
        return new MappedStorage(this, position, byteLength);
    }

    /// <summary>The first byte of a range.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public byte* At(long position, long byteLength)
    {
        if (_isDisposed)
            throw new ObjectDisposedException(Name, $"{Name} was closed: a mapped tensor can be read only while its PtFile is open; clone it before, or load the file instead");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Length - byteLength);
        return _start + position;
    }

    /// <summary>Notes that a span over the mapping left PtFormat.</summary>
    public void Expose()
    {
        lock (Exposed)
            Exposed.Add(_view);
    }

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        // Without storages nobody can be reading but a caller who reads and closes at once.
        if (!_isShared)
        {
            _view.ReleasePointer();
            _view.Dispose();
        }
        base.Dispose(disposing);
    }
}
