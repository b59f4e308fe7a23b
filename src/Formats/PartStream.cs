namespace PtFormat.Formats;

/// <summary>A part of something that can be read at any position, as a stream.</summary>
/// <param name="read">Fills the span from a position on, counted from the part's start.</param>
/// <param name="length">The part's length in bytes.</param>
sealed class PartStream(PartStream.ReadAt read, long length) : Stream
{
    public delegate void ReadAt(long position, Span<byte> destination);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - Position);
        if (count > 0)
            read(Position, buffer[..count]);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a part is read from its start to its end");

    public override void SetLength(long value) => throw new NotSupportedException("a part is only read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a part is only read");
}
