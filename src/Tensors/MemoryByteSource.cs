namespace PtFormat.Tensors;

/// <summary>Bytes that are in memory already.</summary>
sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes, string? name) : ByteSource
{
    public override string? Name => name;

    public override long Length => bytes.Length;

    public override int Read(long position, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= bytes.Length)
            return 0;
        ReadOnlySpan<byte> rest = bytes.Span[(int)position..];
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        return count;
    }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(position, destination.Span));
    }
}
