namespace PtFormat.Formats.Zip;

/// <summary>The content of a record to be written.</summary>
interface IPayload
{
    /// <summary>The number of bytes, known before any is read.</summary>
    long ByteLength { get; }

    /// <summary>True when several threads may ask for different parts at once.</summary>
    bool IsShareable { get; }

    /// <summary>Fills the destination with the bytes from this position on.</summary>
    void Read(long byteOffset, Span<byte> destination);

    /// <summary>As many bytes as the buffer has, from this position on: where they lie, or else in the buffer.</summary>
    ReadOnlySpan<byte> Borrow(long byteOffset, Span<byte> buffer)
    {
        Read(byteOffset, buffer);
        return buffer;
    }

    /// <summary>True when the source knows a checksum, so that damage is met and not passed on.</summary>
    bool IsChecked => false;

    /// <summary>Called once with the checksum of all that was read, where <see cref="IsChecked"/>.</summary>
    void Check(uint crc32)
    {
    }
}
