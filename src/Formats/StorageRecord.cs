using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A storage in memory, read as if it lay in a file.</summary>
sealed class StorageRecord(Storage storage) : IRecord
{
    const int ChunkBytes = 4 << 20;

    public long ByteLength => storage.ByteLength;

    public void Read(long byteOffset, Span<byte> destination) => storage.Read(byteOffset, destination);

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        for (long done = 0; done < ByteLength; done += ChunkBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> chunk = destination.BorrowBytesForWriting(done, (int)Math.Min(ChunkBytes, ByteLength - done));
            storage.Read(done, chunk);
            progress?.Invoke(chunk.Length);
        }
    }
}
