using System.Buffers;

namespace PtFormat.Formats.Zip;

/// <summary>
/// A record that is written before its length is known. It grows by chunks: a buffer that doubles would hold three times as much
/// for a moment.
/// </summary>
/// <param name="expectedBytes">How long it will probably be.</param>
sealed class ChunkedBytes(long expectedBytes) : IBufferWriter<byte>, IPayload
{
    const int ChunkBytes = 1 << 20, MaxFirstBytes = 16 << 20;

    readonly List<(byte[] Bytes, long Offset)> _chunks = [];
    int _filled;

    public long ByteLength { get; private set; }

    public bool IsShareable => true;

    public void Advance(int count)
    {
        _filled += count;
        ByteLength += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_chunks.Count == 0)
            _chunks.Add((GC.AllocateUninitializedArray<byte>((int)Math.Max(sizeHint, Math.Clamp(expectedBytes, 256, MaxFirstBytes))), 0));
        else if (_chunks[^1].Bytes.Length - _filled < Math.Max(sizeHint, 1))
        {
            // Of a chunk what is filled counts; the rest is given up.
            if (_filled < _chunks[^1].Bytes.Length)
                _chunks[^1] = (_chunks[^1].Bytes.AsSpan(0, _filled).ToArray(), _chunks[^1].Offset);
            _chunks.Add((GC.AllocateUninitializedArray<byte>(Math.Max(sizeHint, ChunkBytes)), ByteLength));
            _filled = 0;
        }
        return _chunks[^1].Bytes.AsMemory(_filled);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Read(long byteOffset, Span<byte> destination)
    {
        int at = _chunks.FindLastIndex(chunk => chunk.Offset <= byteOffset);
        while (destination.Length > 0)
        {
            (byte[] bytes, long offset) = _chunks[at++];
            ReadOnlySpan<byte> part = bytes.AsSpan((int)(byteOffset - offset));
            part = part[..Math.Min(part.Length, destination.Length)];
            part.CopyTo(destination);
            destination = destination[part.Length..];
            byteOffset += part.Length;
        }
    }
}
