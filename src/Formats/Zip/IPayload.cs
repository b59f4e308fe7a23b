namespace PtFormat.Formats.Zip;

/// <summary>The content of a record to be written, asked for in order and only once.</summary>
interface IPayload
{
    /// <summary>The number of bytes, known before any is read.</summary>
    long ByteLength { get; }

    /// <summary>Fills the destination with the bytes from this position on.</summary>
    void Read(long byteOffset, Span<byte> destination);

    /// <summary>Called once with the checksum of all that was read, where one was computed.</summary>
    void Check(uint crc32);
}
