using System.Buffers;
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
    // Fixed part, name, zip64 and padding: what a header of either kind has at most.
    const int MaxHeaderBytes = ZipSignature.DirectoryHeaderBytes + 2 * ushort.MaxValue;

    /// <summary>The largest alignment whose padding fits into the extra field, of 16-bit length, beside zip64's part of 28 bytes.</summary>
    public const int MaxAlignment = ushort.MaxValue - 28 - 4 + 1;

    const int SmallBytes = 64 * 1024;
    // Summed and written while it is in the cache.
    const int CacheBytes = 256 * 1024;
    const int PieceBytes = 4 << 20;

    [ThreadStatic]
    static byte[]? _buffer;

    readonly byte[] _folder = Encoding.UTF8.GetBytes(root + "/");
    readonly List<Record> _directory = [];
    readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    int _settled;

    /// <summary>Appends a record. What <paramref name="record"/> reads from must stay as it is until <see cref="Settle"/>.</summary>
    public async ValueTask AddAsync(ZipOutput record)
    {
        byte[] fullName = new byte[_folder.Length + Encoding.UTF8.GetByteCount(record.Name)];
        if (fullName.Length > ushort.MaxValue)
            throw new ArgumentException($"a record's name has {fullName.Length} bytes, a zip archive holds {ushort.MaxValue}: choose a shorter file name or Root");
        _folder.CopyTo(fullName, 0);
        Encoding.UTF8.GetBytes(record.Name, fullName.AsSpan(_folder.Length));
        (long offset, long length) = (output.Position, record.Payload.ByteLength);
        int header = LocalHeader(_chunk, fullName, offset, length);
        Record added = new(record, fullName, offset, offset + header, length);
        _directory.Add(added);
        if (length <= SmallBytes)
        {
            // Header, payload and descriptor in one piece: an archive may hold very many small records.
            await output.WriteAsync(_chunk.AsMemory(0, header + Small(added, _chunk.AsSpan(header)))).ConfigureAwait(false);
            return;
        }
        await output.WriteAsync(_chunk.AsMemory(0, header)).ConfigureAwait(false);
        if (added.Waits = output.WritesAnywhere && length >= ChunkBytes && record.Payload.IsShareable)
        {
            output.Skip(length + DescriptorBytes(offset, length));
            return;
        }
        await WritePayload(added).ConfigureAwait(false);
        await output.WriteAsync(_chunk.AsMemory(0, Descriptor(_chunk, added.Sum, offset, length))).ConfigureAwait(false);
    }

    /// <summary>Writes what still waits, and tells the id of all records so far: before it is asked, and at the end.</summary>
    public void Settle()
    {
        WriteWaiting();
        for (; _settled < _directory.Count; _settled++)
            _directory[_settled].Tell(id);
    }

    /// <summary>Appends the directory and the end records. That is the last.</summary>
    public async ValueTask FinishAsync()
    {
        Settle();
        long start = output.Position;
        int filled = 0;
        foreach (Record record in _directory)
        {
            if (filled > ChunkBytes - MaxHeaderBytes)
            {
                await output.WriteAsync(_chunk.AsMemory(0, filled)).ConfigureAwait(false);
                filled = 0;
            }
            filled += DirectoryHeader(_chunk.AsSpan(filled), record);
        }
        await output.WriteAsync(_chunk.AsMemory(0, filled)).ConfigureAwait(false);
        await output.WriteAsync(EndRecords(start, output.Position - start)).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(_chunk);
    }

    // Payload and descriptor behind the header; gives their length.
    static int Small(Record record, Span<byte> destination)
    {
        Span<byte> payload = destination[..(int)record.Bytes];
        record.Output.Payload.Read(0, payload);
        record.See(0, payload);
        record.Finish(record.NeedsSum ? Crc32.Compute(payload) : 0);
        return payload.Length + (payload.Length > 0 ? Descriptor(destination[payload.Length..], record.Sum, record.Offset, record.Bytes) : 0);
    }

    async ValueTask WritePayload(Record record)
    {
        IPayload payload = record.Output.Payload;
        uint sum = 0;
        for (long done = 0; done < payload.ByteLength;)
        {
            Memory<byte> chunk = _chunk.AsMemory(0, (int)Math.Min(ChunkBytes, payload.ByteLength - done));
            payload.Read(done, chunk.Span);
            record.See(done, chunk.Span);
            if (record.NeedsSum)
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
            output.WriteAt(record.Payload + record.Bytes, _chunk.AsSpan(0, Descriptor(_chunk, record.Sum, record.Offset, record.Bytes)));
        }
    }

    void WritePiece(Record record, int index, Piece piece)
    {
        Span<byte> buffer = _buffer ??= GC.AllocateUninitializedArray<byte>(CacheBytes);
        uint sum = 0;
        for (long done = 0; done < piece.Bytes; done += CacheBytes)
        {
            ReadOnlySpan<byte> bytes = record.Output.Payload.Borrow(piece.Offset + done, buffer[..(int)Math.Min(CacheBytes, piece.Bytes - done)]);
            record.See(piece.Offset + done, bytes);
            if (record.NeedsSum)
                sum = Crc32.Append(sum, bytes);
            output.WriteAt(record.Payload + piece.Offset + done, bytes);
        }
        record.Sums[index] = sum;
        GC.KeepAlive(record);
    }

    // Each of these writes at the start of the destination and gives the number of bytes.
    int LocalHeader(Span<byte> destination, byte[] name, long offset, long length)
    {
        int zip64 = Zip64Bytes(offset, length);
        long data = offset + ZipSignature.LocalHeaderBytes + name.Length + zip64 + 4;
        int padding = (int)((alignment - data % alignment) % alignment);
        Fields fields = new(destination);
        fields.UInt32(ZipSignature.LocalHeader);
        fields.UInt16(0);
        fields.UInt16(Flags(length));
        fields.Zeros(2 + 4 + 12);
        fields.UInt16((ushort)name.Length);
        fields.UInt16((ushort)(zip64 + 4 + padding));
        fields.Bytes(name);
        fields.Zip64Extra(offset, length, stored: 0);
        fields.UInt16(ZipSignature.PaddingExtra);
        fields.UInt16((ushort)padding);
        fields.Rest[..padding].Fill((byte)'Z');
        return (int)(data - offset) + padding;
    }

    static int DescriptorBytes(long offset, long length) => IsWide(offset) || IsWide(length) ? 24 : 16;

    static int Descriptor(Span<byte> destination, uint crc, long offset, long length)
    {
        int bytes = DescriptorBytes(offset, length);
        Fields fields = new(destination);
        fields.UInt32(ZipSignature.DataDescriptor);
        fields.UInt32(crc);
        for (int i = 0; i < 2; i++)
            if (bytes > 16)
                fields.UInt64((ulong)length);
            else
                fields.UInt32((uint)length);
        return bytes;
    }

    static int DirectoryHeader(Span<byte> destination, Record record)
    {
        (long offset, long length) = (record.Offset, record.Bytes);
        int zip64 = Zip64Bytes(offset, length);
        Fields fields = new(destination);
        fields.UInt32(ZipSignature.DirectoryHeader);
        fields.Zeros(4);
        fields.UInt16(Flags(length));
        fields.Zeros(2 + 4);
        fields.UInt32(record.Sum);
        fields.UInt32(IsWide(length) ? NeedsZip64 : (uint)length);
        fields.UInt32(IsWide(length) ? NeedsZip64 : (uint)length);
        fields.UInt16((ushort)record.Name.Length);
        fields.UInt16((ushort)zip64);
        fields.Zeros(2 + 2 + 2 + 4);
        fields.UInt32(IsWide(offset) ? NeedsZip64 : (uint)offset);
        fields.Bytes(record.Name);
        fields.Zip64Extra(offset, length, stored: length);
        return ZipSignature.DirectoryHeaderBytes + record.Name.Length + zip64;
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
        fields.Zeros(8);
        fields.UInt64(count);
        fields.UInt64(count);
        fields.UInt64((ulong)bytes);
        fields.UInt64((ulong)start);

        fields.UInt32(ZipSignature.End64Locator);
        fields.Zeros(4);
        fields.UInt64((ulong)(start + bytes));
        fields.UInt32(1);

        fields.UInt32(ZipSignature.End);
        fields.Zeros(4);
        fields.UInt16((ushort)Math.Min(count, ZipSignature.CountIn64));
        fields.UInt16((ushort)Math.Min(count, ZipSignature.CountIn64));
        fields.UInt32((uint)Math.Min((ulong)bytes, ZipSignature.In64));
        fields.UInt32((uint)Math.Min((ulong)start, ZipSignature.In64));
        return end;
    }

    static int Zip64Bytes(long offset, long length) => IsWide(offset) || IsWide(length) ? 4 + (IsWide(length) ? 16 : 0) + (IsWide(offset) ? 8 : 0) : 0;

    static bool IsWide(long value) => value >= NeedsZip64;

    static ushort Flags(long length) => (ushort)(Utf8Flag | (length > 0 ? ZipEntry.DescriptorFlag : 0));

    /// <summary>A record of the directory to come.</summary>
    sealed class Record(ZipOutput output, byte[] name, long offset, long payload, long bytes)
    {
        // 0 for a payload too short to look like a data descriptor, which no descriptor starts with.
        ulong _start;

        public ZipOutput Output => output;

        /// <summary>With the root folder.</summary>
        public byte[] Name => name;

        public long Offset => offset;

        /// <summary>Where the payload goes.</summary>
        public long Payload => payload;

        public long Bytes => bytes;

        public uint Sum { get; private set; }

        /// <summary>Whether a checksum is to be written, or one is known to compare with.</summary>
        public bool NeedsSum => output.Crc || output.Payload.IsChecked;

        /// <summary>True while there is but room for the payload.</summary>
        public bool Waits { get; set; }

        public Piece[] Pieces { get; set; } = [];

        public uint[] Sums { get; set; } = [];

        /// <summary>Keeps what the id wants to know of the payload, so that nothing is read twice.</summary>
        public void See(long byteOffset, ReadOnlySpan<byte> part)
        {
            if (byteOffset == 0 && part.Length >= sizeof(ulong))
                _start = BinaryPrimitives.ReadUInt64LittleEndian(part);
        }

        /// <summary>Tells the id of the record, once it is written.</summary>
        public void Tell(SerializationId id)
        {
            if (bytes > 0)
            {
                Span<byte> start = stackalloc byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(start, _start);
                id.SeePayload(start);
                id.AddChecksum(Sum);
            }
            id.AddName(output.Name);
        }

        public void Finish(uint sum)
        {
            Waits = false;
            if (output.Payload.IsChecked)
                output.Payload.Check(sum);
            if (output.Crc)
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

        // The stored length is 0 in a local header, where it is not known yet.
        public void Zip64Extra(long offset, long length, long stored)
        {
            int bytes = Zip64Bytes(offset, length);
            if (bytes == 0)
                return;
            UInt16(ZipSignature.Zip64Extra);
            UInt16((ushort)(bytes - 4));
            if (IsWide(length))
            {
                UInt64((ulong)length);
                UInt64((ulong)stored);
            }
            if (IsWide(offset))
                UInt64((ulong)offset);
        }

        public void Zeros(int count)
        {
            Rest[..count].Clear();
            Skip(count);
        }

        void Skip(int count) => Rest = Rest[count..];
    }
}
