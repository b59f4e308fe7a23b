using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>One field of records that lie one behind the other, as if it lay alone.</summary>
/// <param name="records">The records: read once where all of a field is wanted, since they are shared by all fields.</param>
/// <param name="stride">Bytes of one record.</param>
/// <param name="offset">Where the field starts in each.</param>
/// <param name="itemBytes">Its length.</param>
sealed class NpyFieldRecord(Storage records, int stride, int offset, int itemBytes) : IRecord
{
    const int ChunkBytes = 1 << 20;

    public long ByteLength => records.ByteLength / stride * itemBytes;

    public void Read(long byteOffset, Span<byte> destination)
    {
        byte[] chunk = [];
        while (destination.Length > 0)
        {
            (long record, long within) = Math.DivRem(byteOffset, itemBytes);
            long at = record * stride + offset;
            // Of a single record no more than what is wanted; else as many as fit, from the first field to the last.
            int count = within > 0 ? 1 : (int)Math.Min(destination.Length / itemBytes, ChunkBytes / stride);
            int taken = count > 1 ? count * itemBytes : (int)Math.Min(destination.Length, itemBytes - within);
            if (count <= 1)
                records.Read(at + within, destination[..taken]);
            else
            {
                if (chunk.Length == 0)
                    chunk = GC.AllocateUninitializedArray<byte>((count - 1) * stride + itemBytes);
                records.Read(at, chunk.AsSpan(0, (count - 1) * stride + itemBytes));
                for (int i = 0; i < count; i++)
                    chunk.AsSpan(i * stride, itemBytes).CopyTo(destination[(i * itemBytes)..]);
            }
            destination = destination[taken..];
            byteOffset += taken;
        }
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        (records as RecordStorage)?.EnsureLoaded(null, cancellation);
        for (long done = 0; done < ByteLength; done += ChunkBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> part = destination.BorrowBytesForWriting(done, (int)Math.Min(ChunkBytes, ByteLength - done));
            Read(done, part);
            progress?.Invoke(part.Length);
        }
        GC.KeepAlive(destination);
    }
}
