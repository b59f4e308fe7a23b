using System.Buffers.Binary;
using System.Text;
using PtFormat.Formats.Torch;

namespace PtFormat.Formats.Zip;

/// <summary>
/// PyTorch's own zip dialect, byte for byte: everything stored, times zero, sizes only behind the payload, headers padded by an
/// extra field so that payloads start aligned, zip64 end records always. One pass over the content, and nothing is sought: where
/// the output is a file, large payloads are left out at first and then written by every core, since only what stands behind a
/// payload depends on its bytes.
/// </summary>
/// <param name="output">Where the archive starts at position 0.</param>
/// <param name="root">The folder that every record stands in.</param>
/// <param name="alignment">What payload offsets are multiples of.</param>
/// <param name="id">Told of every record.</param>
sealed class ZipWriter(DualWriter output, string root, int alignment, SerializationId id)
{
    const int ChunkBytes = 1 << 20;
    const uint NeedsZip64 = 0xFFFFFFFF;
    const ushort Utf8Flag = 1 << 11;
    // What miniz calls itself, and the version that zip64 needs.
    const ushort MadeBy = 0x031E;
    const ushort Zip64Version = 45;

    /// <summary>The largest alignment whose padding fits into the extra field, of 16-bit length, beside zip64's part of 28 bytes.</summary>
    public const int MaxAlignment = ushort.MaxValue - 28 - 4 + 1;

    // Summed and written while it is in the cache.
    const int CacheBytes = 256 * 1024;
    const int PieceBytes = 4 << 20;

    [ThreadStatic]
    static byte[]? _buffer;

    readonly List<Record> _directory = [];
    readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
    int _settled;

    /// <summary>Appends a record. What <paramref name="record"/> reads from must stay as it is until <see cref="Settle"/>.</summary>
    public async ValueTask AddAsync(ZipOutput record)
    {
        byte[] fullName = Encoding.UTF8.GetBytes($"{root}/{record.Name}");
        if (fullName.Length > ushort.MaxValue)
            throw new ArgumentException($"a record's name has {fullName.Length} bytes, a zip archive holds {ushort.MaxValue}: choose a shorter file name or Root");
        (long offset, long length) = (output.Position, record.Payload.ByteLength);
        await output.WriteAsync(LocalHeader(fullName, offset, length)).ConfigureAwait(false);
        Record added = new(record, fullName, offset, output.Position, length);
        _directory.Add(added);
        if (added.Waits = output.WritesAnywhere && length >= ChunkBytes && record.Payload.IsShareable)
            output.Skip(length + DescriptorBytes(offset, length));
        else
        {
            await WritePayload(added).ConfigureAwait(false);
            if (length > 0)
                await output.WriteAsync(Descriptor(added.Sum, offset, length)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what still waits, and tells the id of all records so far: before it is asked, and at the end.</summary>
    public void Settle()
    {
        WriteWaiting();
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        for (; _settled < _directory.Count; _settled++)
        {
            Record record = _directory[_settled];
            if (record.Bytes > 0)
            {
                id.SeePayload(record.Output.Payload.Borrow(0, start[..(int)Math.Min(record.Bytes, start.Length)]));
                id.AddChecksum(record.Sum);
            }
            id.AddName(record.Output.Name);
        }
    }

    /// <summary>Appends the directory and the end records.</summary>
    public async ValueTask FinishAsync()
    {
        Settle();
        long start = output.Position;
        foreach (Record record in _directory)
            await output.WriteAsync(DirectoryHeader(record.Name, record.Offset, record.Bytes, record.Sum)).ConfigureAwait(false);
        await output.WriteAsync(EndRecords(start, output.Position - start)).ConfigureAwait(false);
    }

    async ValueTask WritePayload(Record record)
    {
        IPayload payload = record.Output.Payload;
        uint sum = 0;
        for (long done = 0; done < payload.ByteLength;)
        {
            Memory<byte> chunk = _chunk.AsMemory(0, (int)Math.Min(ChunkBytes, payload.ByteLength - done));
            payload.Read(done, chunk.Span);
            if (record.Output.Crc)
                sum = Crc32.Append(sum, chunk.Span);
            await output.WriteAsync(chunk).ConfigureAwait(false);
            done += chunk.Length;
        }
        record.Finish(sum);
    }

    void WriteWaiting()
    {
        List<(Record Record, int Index, Piece Piece)> pieces = [];
        Record[] waiting = [.. _directory.Where(record => record.Waits)];
        foreach (Record record in waiting)
        {
            record.Pieces = Piece.Cut(record.Bytes, PieceBytes);
            record.Sums = new uint[record.Pieces.Length];
            for (int i = 0; i < record.Pieces.Length; i++)
                pieces.Add((record, i, record.Pieces[i]));
        }
        SideBySide.For(pieces.Count, i => WritePiece(pieces[i].Record, pieces[i].Index, pieces[i].Piece), output.Cancellation);
        foreach (Record record in waiting)
        {
            record.Finish(Piece.Join(record.Pieces, record.Sums));
            output.WriteAt(record.Payload + record.Bytes, Descriptor(record.Sum, record.Offset, record.Bytes));
        }
    }

    void WritePiece(Record record, int index, Piece piece)
    {
        Span<byte> buffer = _buffer ??= GC.AllocateUninitializedArray<byte>(CacheBytes);
        uint sum = 0;
        for (long done = 0; done < piece.Bytes; done += CacheBytes)
        {
            ReadOnlySpan<byte> bytes = record.Output.Payload.Borrow(piece.Offset + done, buffer[..(int)Math.Min(CacheBytes, piece.Bytes - done)]);
            if (record.Output.Crc)
                sum = Crc32.Append(sum, bytes);
            output.WriteAt(record.Payload + piece.Offset + done, bytes);
        }
        record.Sums[index] = sum;
        GC.KeepAlive(record);
    }

    byte[] LocalHeader(byte[] name, long offset, long length)
    {
        byte[] zip64 = Zip64Extra(offset, length, stored: 0);
        long data = offset + ZipSignature.LocalHeaderBytes + name.Length + zip64.Length + 4;
        int padding = (int)((alignment - data % alignment) % alignment);
        byte[] header = new byte[data - offset + padding];
        Fields fields = new(header);
        fields.UInt32(ZipSignature.LocalHeader);
        fields.UInt16(0);
        fields.UInt16(Flags(length));
        fields.Skip(2 + 4 + 12);
        fields.UInt16((ushort)name.Length);
        fields.UInt16((ushort)(zip64.Length + 4 + padding));
        fields.Bytes(name);
        fields.Bytes(zip64);
        fields.UInt16(ZipSignature.PaddingExtra);
        fields.UInt16((ushort)padding);
        fields.Rest.Fill((byte)'Z');
        return header;
    }

    static int DescriptorBytes(long offset, long length) => IsWide(offset) || IsWide(length) ? 24 : 16;

    static byte[] Descriptor(uint crc, long offset, long length)
    {
        byte[] descriptor = new byte[DescriptorBytes(offset, length)];
        bool wide = descriptor.Length > 16;
        Fields fields = new(descriptor);
        fields.UInt32(ZipSignature.DataDescriptor);
        fields.UInt32(crc);
        for (int i = 0; i < 2; i++)
            if (wide)
                fields.UInt64((ulong)length);
            else
                fields.UInt32((uint)length);
        return descriptor;
    }

    static byte[] DirectoryHeader(byte[] name, long offset, long length, uint crc)
    {
        byte[] zip64 = Zip64Extra(offset, length, stored: length);
        byte[] header = new byte[ZipSignature.DirectoryHeaderBytes + name.Length + zip64.Length];
        Fields fields = new(header);
        fields.UInt32(ZipSignature.DirectoryHeader);
        fields.Skip(4);
        fields.UInt16(Flags(length));
        fields.Skip(2 + 4);
        fields.UInt32(crc);
        fields.UInt32(IsWide(length) ? NeedsZip64 : (uint)length);
        fields.UInt32(IsWide(length) ? NeedsZip64 : (uint)length);
        fields.UInt16((ushort)name.Length);
        fields.UInt16((ushort)zip64.Length);
        fields.Skip(2 + 2 + 2 + 4);
        fields.UInt32(IsWide(offset) ? NeedsZip64 : (uint)offset);
        fields.Bytes(name);
        fields.Bytes(zip64);
        return header;
    }

    byte[] EndRecords(long start, long bytes)
    {
        byte[] end = new byte[ZipSignature.End64Bytes + ZipSignature.End64LocatorBytes + ZipSignature.EndBytes];
        Fields fields = new(end);
        ulong count = (ulong)_directory.Count;
        fields.UInt32(ZipSignature.End64);
        fields.UInt64(ZipSignature.End64Bytes - 12);
        fields.UInt16(MadeBy);
        fields.UInt16(Zip64Version);
        fields.Skip(8);
        fields.UInt64(count);
        fields.UInt64(count);
        fields.UInt64((ulong)bytes);
        fields.UInt64((ulong)start);

        fields.UInt32(ZipSignature.End64Locator);
        fields.Skip(4);
        fields.UInt64((ulong)(start + bytes));
        fields.UInt32(1);

        fields.UInt32(ZipSignature.End);
        fields.Skip(4);
        fields.UInt16((ushort)Math.Min(count, ZipSignature.CountIn64));
        fields.UInt16((ushort)Math.Min(count, ZipSignature.CountIn64));
        fields.UInt32((uint)Math.Min((ulong)bytes, ZipSignature.In64));
        fields.UInt32((uint)Math.Min((ulong)start, ZipSignature.In64));
        return end;
    }

    // The stored length is 0 in a local header, where it is not known yet.
    static byte[] Zip64Extra(long offset, long length, long stored)
    {
        int bytes = (IsWide(length) ? 16 : 0) + (IsWide(offset) ? 8 : 0);
        if (bytes == 0)
            return [];
        byte[] extra = new byte[4 + bytes];
        Fields fields = new(extra);
        fields.UInt16(ZipSignature.Zip64Extra);
        fields.UInt16((ushort)bytes);
        if (IsWide(length))
        {
            fields.UInt64((ulong)length);
            fields.UInt64((ulong)stored);
        }
        if (IsWide(offset))
            fields.UInt64((ulong)offset);
        return extra;
    }

    static bool IsWide(long value) => value >= NeedsZip64;

    static ushort Flags(long length) => (ushort)(Utf8Flag | (length > 0 ? ZipEntry.DescriptorFlag : 0));

    /// <summary>A record of the directory to come.</summary>
    sealed class Record(ZipOutput output, byte[] name, long offset, long payload, long bytes)
    {
        public ZipOutput Output => output;

        /// <summary>With the root folder.</summary>
        public byte[] Name => name;

        public long Offset => offset;

        /// <summary>Where the payload goes.</summary>
        public long Payload => payload;

        public long Bytes => bytes;

        public uint Sum { get; private set; }

        /// <summary>True while there is but room for the payload.</summary>
        public bool Waits { get; set; }

        public Piece[] Pieces { get; set; } = [];

        public uint[] Sums { get; set; } = [];

        public void Finish(uint sum)
        {
            Waits = false;
            if (!output.Crc || bytes == 0)
                return;
            output.Payload.Check(sum);
            Sum = sum;
        }
    }

    /// <summary>Little-endian numbers one behind the other.</summary>
    ref struct Fields(Span<byte> target)
    {
        public Span<byte> Rest { get; private set; } = target;

        public void UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Rest, value);
            Skip(2);
        }

        public void UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Rest, value);
            Skip(4);
        }

        public void UInt64(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(Rest, value);
            Skip(8);
        }

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Rest);
            Skip(bytes.Length);
        }

        public void Skip(int count) => Rest = Rest[count..];
    }
}
