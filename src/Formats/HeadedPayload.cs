using PtFormat.Formats.Zip;

namespace PtFormat.Formats;

/// <summary>A header in memory and elements behind it.</summary>
sealed class HeadedPayload(byte[] header, IPayload content) : IPayload
{
    // As large as the chunks that sums are kept over.
    uint _sum;

    public long ByteLength => header.Length + content.ByteLength;

    public bool IsShareable => false;

    public void Read(long byteOffset, Span<byte> destination)
    {
        int own = (int)Math.Clamp(header.Length - byteOffset, 0, destination.Length);
        header.AsSpan((int)Math.Min(byteOffset, header.Length), own).CopyTo(destination);
        Span<byte> rest = destination[own..];
        if (rest.IsEmpty)
            return;
        long at = byteOffset + own - header.Length;
        content.Read(at, rest);
        if (!content.IsChecked)
            return;
        // What the source's checksum is over is read once, in order.
        _sum = Crc32.Append(at == 0 ? 0 : _sum, rest);
        if (at + rest.Length == content.ByteLength)
            content.Check(_sum);
    }
}
