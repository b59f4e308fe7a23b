using PtFormat.Formats.Zip;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>An archive's record without its beginning. Read whole it is checked whole, beginning included.</summary>
sealed class TailRecord(ZipRecord record, long start) : IRecord
{
    const int ChunkBytes = 4 << 20;

    public long ByteLength => record.ByteLength - start;

    public bool ReadsParts => record.ReadsParts;

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (destination.Length < ByteLength)
        {
            record.Read(start + byteOffset, destination);
            return;
        }
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)record.ByteLength));
        record.Read(0, whole);
        whole.AsSpan((int)start).CopyTo(destination);
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        Storage whole = Device.Cpu.Allocate(record.ByteLength);
        record.ReadAll(whole, progress, cancellation);
        for (long done = 0; done < ByteLength; done += ChunkBytes)
        {
            int count = (int)Math.Min(ChunkBytes, ByteLength - done);
            whole.Read(start + done, destination.BorrowBytesForWriting(done, count));
        }
    }
}
