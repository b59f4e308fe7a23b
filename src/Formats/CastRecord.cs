using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A record whose elements are converted as they are read. The record itself is in memory only while that lasts.</summary>
/// <param name="record">The elements in the file.</param>
/// <param name="from">Their dtype.</param>
/// <param name="to">The dtype wanted.</param>
sealed class CastRecord(IRecord record, DType from, DType to) : IRecord
{
    const int ChunkElements = 1 << 20;

    public DType From => from;

    public DType To => to;

    /// <summary>The elements in the file.</summary>
    public IRecord Source => record;

    public long ByteLength { get; } = checked(record.ByteLength / from.ItemSize() * to.ItemSize());

    public bool ReadsParts => record.ReadsParts;

    public void Read(long byteOffset, Span<byte> destination)
    {
        // Whole elements around the wanted bytes.
        int size = to.ItemSize();
        long first = byteOffset / size, end = (byteOffset + destination.Length + size - 1) / size;
        byte[] source = GC.AllocateUninitializedArray<byte>(checked((int)((end - first) * from.ItemSize())));
        record.Read(first * from.ItemSize(), source);
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)((end - first) * size)));
        ElementCast.Run(from, source, to, whole);
        whole.AsSpan((int)(byteOffset - first * size), destination.Length).CopyTo(destination);
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        Storage source = Device.Cpu.Allocate(record.ByteLength);
        record.ReadAll(source, progress, cancellation);
        long count = record.ByteLength / from.ItemSize();
        for (long done = 0; done < count; done += ChunkElements)
        {
            cancellation.ThrowIfCancellationRequested();
            int chunk = (int)Math.Min(ChunkElements, count - done);
            ElementCast.Run(
                from, source.BorrowBytes(done * from.ItemSize(), chunk * from.ItemSize()),
                to, destination.BorrowBytesForWriting(done * to.ItemSize(), chunk * to.ItemSize()));
        }
        GC.KeepAlive(source);
    }
}
