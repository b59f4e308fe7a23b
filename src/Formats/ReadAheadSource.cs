using System.Buffers;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A source that is about to be read as a whole: short reads are served from a window that is fetched at once, so twenty
/// thousand small records do not take twenty thousand system calls. Long reads go through.
/// </summary>
sealed class ReadAheadSource(ByteSource source) : ByteSource
{
    const int WindowBytes = 256 * 1024;

    // A window for each thread: several read on side by side, each in its own part of the file.
    readonly ThreadLocal<Window> _windows = new(() => new(), trackAllValues: true);
    bool _isDisposed;

    public override string? Name => source.Name;

    public override long Length => source.Length;

    public override int Read(long position, Span<byte> destination)
    {
        if (destination.Length > WindowBytes / 2)
            return source.Read(position, destination);
        Window window = _windows.Value!;
        if (position < window.Start || position + destination.Length > window.Start + window.Length)
            (window.Start, window.Length) = (position, source.Read(position, window.Bytes));
        int available = (int)Math.Min(window.Start + window.Length - position, destination.Length);
        window.Bytes.AsSpan((int)(position - window.Start), available).CopyTo(destination);
        return available;
    }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        source.ReadAsync(position, destination, cancellation);

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        source.Dispose();
        foreach (Window window in _windows.Values)
            ArrayPool<byte>.Shared.Return(window.Bytes);
        _windows.Dispose();
        base.Dispose(disposing);
    }

    sealed class Window
    {
        public readonly byte[] Bytes = ArrayPool<byte>.Shared.Rent(WindowBytes);
        public long Start;
        public int Length;
    }
}
