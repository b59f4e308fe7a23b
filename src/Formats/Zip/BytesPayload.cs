using System.Text;

namespace PtFormat.Formats.Zip;

/// <summary>A record that lies in memory.</summary>
sealed class BytesPayload(ReadOnlyMemory<byte> bytes) : IPayload
{
    public BytesPayload(string ascii) : this(Encoding.ASCII.GetBytes(ascii))
    {
    }

    public long ByteLength => bytes.Length;

    public bool IsShareable => true;

    public void Read(long byteOffset, Span<byte> destination) => bytes.Span.Slice((int)byteOffset, destination.Length).CopyTo(destination);
}
