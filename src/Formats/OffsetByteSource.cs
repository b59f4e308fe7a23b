using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A source from some byte on, or a part of it; it closes what it reads from.</summary>
/// <param name="source">What is read.</param>
/// <param name="start">Where it starts, in bytes.</param>
/// <param name="length">Its length in bytes, at most.</param>
sealed class OffsetByteSource(ByteSource source, long start, long length = long.MaxValue) : ByteSource
{
    public override string? Name => source.Name;

    public override long Length => Math.Clamp(source.Length - start, 0, length);

    public override int Read(long position, Span<byte> destination) => source.Read(start + position, Within(position, destination));

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        source.ReadAsync(start + position, destination[..Within(position, destination.Span).Length], cancellation);

    internal override bool Maps => source.Maps;

    internal override Storage? Map(Func<long> position, long byteLength) => source.Map(() => start + position(), byteLength);

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }

    // What follows the part belongs to somebody else.
    Span<byte> Within(long position, Span<byte> destination) => destination[..(int)Math.Clamp(length - position, 0, destination.Length)];
}
