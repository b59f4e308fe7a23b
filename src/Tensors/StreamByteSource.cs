namespace PtFormat.Tensors;

/// <summary>A seekable stream from where it stood; one reader at a time, since a stream has one position.</summary>
sealed class StreamByteSource : ByteSource
{
    readonly Stream _stream;
    readonly long _start;

    // Never disposed: who waits for a turn when the source is closed must still get one, to be told so.
    readonly SemaphoreSlim _turn = new(1);
    volatile bool _isClosed;

    public StreamByteSource(Stream stream)
    {
        _stream = stream;
        _start = stream.Position;
        Length = Math.Max(0, stream.Length - _start);
    }

    public override string? Name => (_stream as FileStream)?.Name;

    public override long Length { get; }

    public override int Read(long position, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= Length)
            return 0;
        _turn.Wait();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _stream.Position = _start + position;
            return _stream.Read(destination);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= Length)
            return 0;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _stream.Position = _start + position;
            return await _stream.ReadAsync(destination, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }
}
