using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>A tensor that is put together from the chunks of many ranks: a part of it asks for the chunks that have some of it, and for no more of them.</summary>
/// <param name="boxes">Chunks that fill the tensor.</param>
/// <param name="byteLength">Its length.</param>
sealed class DcpRecord(IReadOnlyList<DcpBox> boxes, long byteLength) : IRecord
{
    public long ByteLength => byteLength;

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (byteOffset < 0 || byteOffset > byteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a tensor of {byteLength}");
        foreach (DcpBox box in boxes)
            if (box.Start < byteOffset + destination.Length && box.End > byteOffset)
                box.Read(byteOffset, destination);
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        foreach (DcpBox box in boxes)
            box.ReadAll(destination, progress, cancellation);
    }
}
