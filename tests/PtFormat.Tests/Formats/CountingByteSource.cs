using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Says which bytes were read; may give few at a time, or fail.</summary>
sealed class CountingByteSource(byte[] bytes, int mostAtOnce = int.MaxValue, Exception? failure = null, long failsAt = long.MaxValue) : ByteSource
{
    long _bytesRead;

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public List<(long Position, int Bytes)> Reads { get; } = [];

    public bool IsDisposed { get; private set; }

    public override long Length => bytes.Length;

    public void Reset()
    {
        _bytesRead = 0;
        Reads.Clear();
    }

    public override int Read(long position, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (failure is not null && position + destination.Length > failsAt)
            throw failure;
        int count = (int)Math.Max(0, Math.Min(Math.Min(destination.Length, mostAtOnce), bytes.Length - position));
        bytes.AsSpan((int)Math.Min(position, bytes.Length), count).CopyTo(destination);
        Interlocked.Add(ref _bytesRead, count);
        lock (Reads)
            Reads.Add((position, count));
        return count;
    }

    public override async ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return Read(position, destination.Span);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
