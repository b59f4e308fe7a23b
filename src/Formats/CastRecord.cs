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
        // Whole elements around the wanted bytes, some at a time.
        int size = to.ItemSize();
        byte[] source = [], whole = [];
        for (int done = 0; done < destination.Length;)
        {
            long first = (byteOffset + done) / size;
            int skipped = (int)(byteOffset + done - first * size);
            int count = (int)Math.Min(ChunkElements, ((long)destination.Length - done + skipped + size - 1) / size);
            if (source.Length != count * from.ItemSize())
                (source, whole) = (GC.AllocateUninitializedArray<byte>(count * from.ItemSize()), GC.AllocateUninitializedArray<byte>(count * size));
            record.Read(first * from.ItemSize(), source);
            ElementCast.Run(from, source, to, whole);
            Span<byte> part = whole.AsSpan(skipped, Math.Min(whole.Length - skipped, destination.Length - done));
            part.CopyTo(destination[done..]);
            done += part.Length;
        }
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
