using PtFormat.Formats.Torch;
using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>
/// A record whose elements are converted on their way from one file into another: no more of it is in memory than the part that
/// is being written. Read from start to end, it computes the checksum of what it reads, so damage is not passed on.
/// </summary>
sealed class CastPayload(CastRecord record) : IPayload
{
    IPayload? _source;
    byte[] _buffer = [];
    long _summed;
    uint _sum;

    public long ByteLength => record.ByteLength;

    // One checksum, one buffer.
    public bool IsShareable => false;

    public void Read(long byteOffset, Span<byte> destination)
    {
        int from = record.From.ItemSize(), to = record.To.ItemSize(), count = destination.Length / to;
        if (byteOffset % to != 0 || destination.Length % to != 0)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on cut elements of {to}");
        int bytes = checked(count * from);
        if (_buffer.Length < bytes)
            _buffer = GC.AllocateUninitializedArray<byte>(bytes);
        Span<byte> source = _buffer.AsSpan(0, bytes);
        (_source ??= Source()).Read(byteOffset / to * from, source);
        ElementCast.Run(record.From, source, record.To, destination);
        if (byteOffset != _summed)
            return;
        _sum = Crc32.Append(_sum, source);
        _summed += destination.Length;
        if (_summed == ByteLength)
            _source.Check(_sum);
    }

    // What is checked is the old bytes.
    public void Check(uint crc32)
    {
    }

    IPayload Source()
    {
        if (record.Source is ZipRecord zip && zip.ByteLength % record.From.ItemSize() == 0)
            return new RecordPayload(zip);
        RecordStorage whole = new(record.Source);
        // Outside zip archives there are no checksums; what stands around one is read whole, which checks it.
        if (record.Source is not (CountedRecord or StorageRecord))
            whole.EnsureLoaded();
        return new StoragePayload(whole);
    }
}
