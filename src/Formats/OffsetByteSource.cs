using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A source from some byte on; it closes what it reads from.</summary>
sealed class OffsetByteSource(ByteSource source, long start) : ByteSource
{
    public override string? Name => source.Name;

    public override long Length => Math.Max(0, source.Length - start);

    public override int Read(long position, Span<byte> destination) => source.Read(start + position, destination);

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) =>
        source.ReadAsync(start + position, destination, cancellation);

    internal override Storage? Map(Func<long> position, long byteLength) => source.Map(() => start + position(), byteLength);

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }
}
