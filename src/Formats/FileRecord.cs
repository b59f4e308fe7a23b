using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A range of a file that holds the bytes of one storage, without a checksum.</summary>
/// <param name="source">The file.</param>
/// <param name="position">Where the range starts, in bytes.</param>
/// <param name="byteLength">Its length.</param>
/// <param name="name">What messages call it.</param>
class FileRecord(ByteSource source, long position, long byteLength, string name) : IRecord
{
    const int ChunkBytes = 4 << 20;

    public long ByteLength => byteLength;

    public string Name => name;

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (byteOffset < 0 || byteOffset > byteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a record of {byteLength}");
        Check();
        Fetch(position + byteOffset, destination);
    }

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        Check();
        Piece[] pieces = Piece.Cut(byteLength, ChunkBytes);
        if (pieces.Length > 1)
            SideBySide.For(pieces.Length, Take, cancellation);
        else if (pieces.Length == 1)
            Take(0);

        void Take(int i)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> chunk = destination.BorrowBytesForWriting(pieces[i].Offset, (int)pieces[i].Bytes);
            Fetch(position + pieces[i].Offset, chunk);
            GC.KeepAlive(destination);
            progress?.Invoke(chunk.Length);
        }
    }

    /// <summary>Reads the record to its end and keeps nothing.</summary>
    public void Verify(Action<long>? progress, CancellationToken cancellation)
    {
        Check();
        byte[] chunk = new byte[Math.Min(ChunkBytes, byteLength)];
        for (long done = 0; done < byteLength;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(ChunkBytes, byteLength - done);
            Fetch(position + done, chunk.AsSpan(0, count));
            done += count;
            progress?.Invoke(count);
        }
    }

    /// <summary>The bytes where the file is mapped and they lie at a multiple of their elements' size; null where not.</summary>
    public Storage? Map(int itemBytes) => source.Maps && byteLength > 0 && position % itemBytes == 0 ? source.Map(() => position, byteLength) : null;

    /// <summary>What has to be true before any byte is handed out.</summary>
    protected virtual void Check()
    {
    }

    protected void Fetch(long at, Span<byte> destination)
    {
        if (!source.TryReadExactly(at, destination))
            throw new PtFormatException(PtErrorKind.Truncated, $"{name}: the file ended while {destination.Length} bytes were read: it has become shorter since it was opened", at).In(source.Name, null);
    }
}
