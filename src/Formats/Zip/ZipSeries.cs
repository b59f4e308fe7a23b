using System.Buffers.Binary;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>
/// Archives one behind the other in one file, as the items of a distributed checkpoint are. They are found from the end: each says at
/// its end how long it is. (Its directory, and no comment, must stand there; whether the rest is sound is looked at by who reads it.)
/// </summary>
static class ZipSeries
{
    const int AllEndBytes = ZipSignature.End64Bytes + ZipSignature.End64LocatorBytes + ZipSignature.EndBytes;

    /// <summary>Where each starts, and its length, in order; none where the file is no such series.</summary>
    public static IReadOnlyList<(long Start, long Length)> Find(ByteSource source, LoadLimits limits)
    {
        List<(long Start, long Length)> archives = [];
        byte[] tail = new byte[AllEndBytes];
        for (long end = source.Length; end > 0;)
        {
            Span<byte> read = tail.AsSpan(0, (int)Math.Min(tail.Length, end));
            if (archives.Count == limits.MaxZipRecords || !source.TryReadExactly(end - read.Length, read) || LengthOf(read) is not { } length || length > end)
                return [];
            end -= length;
            archives.Add((end, length));
        }
        archives.Reverse();
        return archives;
    }

    // From what stands at its end.
    static long? LengthOf(ReadOnlySpan<byte> tail)
    {
        if (tail.Length < ZipSignature.EndBytes || Signature(tail, ZipSignature.EndBytes) != ZipSignature.End || BinaryPrimitives.ReadUInt16LittleEndian(tail[^2..]) != 0)
            return null;
        ReadOnlySpan<byte> end = tail[^ZipSignature.EndBytes..];
        (UInt128 bytes, UInt128 offset, int ends) = (BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), ZipSignature.EndBytes);
        if (tail.Length == AllEndBytes && Signature(tail, ZipSignature.EndBytes + ZipSignature.End64LocatorBytes) == ZipSignature.End64Locator && Signature(tail, AllEndBytes) == ZipSignature.End64)
            (bytes, offset, ends) = (BinaryPrimitives.ReadUInt64LittleEndian(tail[40..]), BinaryPrimitives.ReadUInt64LittleEndian(tail[48..]), AllEndBytes);
        UInt128 length = offset + bytes + (UInt128)ends;
        return length <= long.MaxValue ? (long)length : null;
    }

    static uint Signature(ReadOnlySpan<byte> tail, int fromEnd) => BinaryPrimitives.ReadUInt32LittleEndian(tail[^fromEnd..]);
}
