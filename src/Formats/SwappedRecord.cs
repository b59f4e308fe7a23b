using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A record written in the other byte order.</summary>
/// <param name="record">The bytes as they lie in the file.</param>
/// <param name="itemBytes">Bytes of one number: 2, 4 or 8.</param>
sealed class SwappedRecord(IRecord record, int itemBytes) : IRecord
{
    public long ByteLength => record.ByteLength;

    public void Read(long byteOffset, Span<byte> destination)
    {
        // Whole numbers around the wanted bytes.
        long first = byteOffset / itemBytes * itemBytes;
        long end = Math.Min(ByteLength, (byteOffset + destination.Length + itemBytes - 1) / itemBytes * itemBytes);
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)(end - first)));
        record.Read(first, whole);
        Swap(whole);
        whole.AsSpan((int)(byteOffset - first), destination.Length).CopyTo(destination);
    }

    public bool ReadsParts => record.ReadsParts;

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        const int Chunk = 1 << 24;
        record.ReadAll(destination, progress, cancellation);
        for (long done = 0; done < ByteLength; done += Chunk)
            Swap(destination.BorrowBytesForWriting(done, (int)Math.Min(Chunk, ByteLength - done)));
    }

    void Swap(Span<byte> bytes)
    {
        for (int at = 0; at + itemBytes <= bytes.Length; at += itemBytes)
            bytes.Slice(at, itemBytes).Reverse();
    }
}
