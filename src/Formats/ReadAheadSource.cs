using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A source that is about to be read as a whole: short reads are served from a window that is fetched at once, so twenty
/// thousand small records do not take twenty thousand system calls. Long reads go through.
/// </summary>
sealed class ReadAheadSource(ByteSource source) : ByteSource
{
    const int WindowBytes = 256 * 1024;

    readonly Lock _lock = new();
    readonly byte[] _window = new byte[WindowBytes];
    long _start;
    int _length;

    public override string? Name => source.Name;

    public override long Length => source.Length;

    public override int Read(long position, Span<byte> destination)
    {
        if (destination.Length > WindowBytes / 2)
            return source.Read(position, destination);
        lock (_lock)
        {
            if (position < _start || position + destination.Length > _start + _length)
                (_start, _length) = (position, source.Read(position, _window));
            int available = (int)Math.Min(_start + _length - position, destination.Length);
            _window.AsSpan((int)(position - _start), available).CopyTo(destination);
            return available;
        }
    }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        source.ReadAsync(position, destination, cancellation);

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }
}
