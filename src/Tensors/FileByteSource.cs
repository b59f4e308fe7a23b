using Microsoft.Win32.SafeHandles;

namespace PtFormat.Tensors;

/// <summary>A regular file, read at positions through the system's own positional read.</summary>
sealed class FileByteSource : ByteSource
{
    readonly SafeFileHandle _handle;

    public FileByteSource(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw Directory.Exists(path)
                ? new IOException($"{path} is a directory: a file was expected")
                : new FileNotFoundException($"{path}: there is no such file", path);
        Name = path;
        // Opening a pipe would wait for a writer, and a device may never end: neither has a length, so neither is opened.
        if (file.Attributes.HasFlag(FileAttributes.ReparsePoint) && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        if (file.Length == 0)
        {
            _handle = new SafeFileHandle();
            return;
        }
        // Delete sharing lets a save rename a new file over this one while it is open.
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(_handle);
    }

    public override string Name { get; }

    public override long Length { get; }

    public override int Read(long position, Span<byte> destination) =>
        IsPastEnd(position) ? 0 : RandomAccess.Read(_handle, destination, position);

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        IsPastEnd(position) ? ValueTask.FromResult(0) : RandomAccess.ReadAsync(_handle, destination, position, cancellation);

    // Systems refuse positions far past the end instead of reading nothing there.
    bool IsPastEnd(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return position >= Length;
    }

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }
}
