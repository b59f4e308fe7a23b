using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>A record of another archive, as its bytes are there. Damage is met when the checksum is known, and not passed on.</summary>
sealed class RecordPayload(ZipRecord record) : IPayload
{
    // A deflated record can only be read from its start, so it is read once.
    RecordStorage? _inflated;

    public long ByteLength => record.ByteLength;

    public bool IsShareable => record.ReadsParts;

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (record.ReadsParts)
            record.Read(byteOffset, destination);
        else
            (_inflated ??= new(record)).Read(byteOffset, destination);
    }

    public bool IsChecked => !record.IsUnchecked;

    public void Check(uint crc32) => record.CheckCrc(crc32);
}
