using System.Buffers.Binary;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage behind its element count, as in the legacy stream and in tar files. The count is checked when the storage is first touched.</summary>
sealed class CountedRecord(ByteSource source, long position, long count, long byteLength, string name) : IRecord
{
    const int ChunkBytes = 4 << 20;

    bool _isChecked;

    public long ByteLength => byteLength;

    public string Name => name;

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (byteOffset < 0 || byteOffset > byteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a record of {byteLength}");
        CheckCount();
        Fetch(position + sizeof(long) + byteOffset, destination);
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        CheckCount();
        for (long done = 0; done < byteLength; done += ChunkBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> chunk = destination.BorrowBytesForWriting(done, (int)Math.Min(ChunkBytes, byteLength - done));
            Fetch(position + sizeof(long) + done, chunk);
            progress?.Invoke(chunk.Length);
        }
    }

    /// <summary>Reads the record to its end and keeps nothing.</summary>
    public void Verify(Action<long>? progress, CancellationToken cancellation)
    {
        CheckCount();
        byte[] chunk = new byte[Math.Min(ChunkBytes, byteLength)];
        for (long done = 0; done < byteLength;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(ChunkBytes, byteLength - done);
            Fetch(position + sizeof(long) + done, chunk.AsSpan(0, count));
            done += count;
            progress?.Invoke(count);
        }
    }

    void CheckCount()
    {
        if (Volatile.Read(ref _isChecked))
            return;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Fetch(position, bytes);
        long found = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (found != count)
            throw new PtFormatException(PtErrorKind.Malformed, $"{name}: {found} elements are announced before the data, the pickle says {count}", position).In(source.Name, null);
        Volatile.Write(ref _isChecked, true);
    }

    void Fetch(long at, Span<byte> destination)
    {
        if (!source.TryReadExactly(at, destination))
            throw new PtFormatException(PtErrorKind.Truncated, $"{name}: the file ended while {destination.Length} bytes were read: it has become shorter since it was opened", at).In(source.Name, null);
    }
}
