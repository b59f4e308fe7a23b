using System.Buffers;
using System.Buffers.Binary;
using ICSharpCode.SharpZipLib.Zip.Compression;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>
/// The bytes of one record. Its local header is checked against the directory when the record is first touched, not when the
/// archive is opened: opening then reads the directory alone, however many records there are.
/// </summary>
sealed class ZipRecord(ByteSource source, ZipEntry entry, LoadLimits limits) : IRecord
{
    // Header, payload and descriptor of a smaller record are fetched in one read.
    const int SmallBytes = 64 * 1024;
    // Read, summed and gone on with while it is in the cache.
    const int ChunkBytes = 256 * 1024;
    // A larger record is read by all cores.
    const int PieceBytes = 8 << 20;
    const int MaxDescriptorBytes = 24;

    // Incompressible data grow by a few bytes for each block; any more is padding that would be held in memory.
    const int MaxDeflateSlackBytes = 1024;

    // Unset while 0: a payload never starts at byte 0.
    long _dataOffset;

    public ZipEntry Entry => entry;

    string? SourceName => source.Name;

    public long ByteLength => entry.ByteLength;

    bool IsSmall => entry.Method == ZipEntry.Stored && entry.NextOffset - entry.HeaderOffset <= SmallBytes;

    /// <summary>True when the archive holds no checksum of the record: PyTorch can be told not to compute them.</summary>
    public bool IsUnchecked => entry.Crc32 == 0 && entry.ByteLength > 0;

    /// <summary>Where the payload starts in the file, once the local header has been checked.</summary>
    public async ValueTask<long> LocateAsync(DualReader reader)
    {
        if (Volatile.Read(ref _dataOffset) is > 0 and var known)
            return known;
        int fixedBytes = ZipSignature.LocalHeaderBytes + entry.NameBytes;
        byte[] header = ArrayPool<byte>.Shared.Rent(fixedBytes + ushort.MaxValue);
        try
        {
            await Fetch(reader, entry.HeaderOffset, header.AsMemory(0, fixedBytes)).ConfigureAwait(false);
            int extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
            if (NeedsExtra(header))
                await Fetch(reader, entry.HeaderOffset + fixedBytes, header.AsMemory(fixedBytes, extraBytes)).ConfigureAwait(false);
            return CheckHeader(header);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(header);
        }
    }

    public void Read(long byteOffset, Span<byte> destination)
    {
        if (byteOffset < 0 || byteOffset > entry.ByteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a record of {entry.ByteLength}");
        if (IsSmall && destination.Length == entry.ByteLength)
        {
            ReadSmall(destination);
            return;
        }
        long data = Locate();
        if (entry.Method == ZipEntry.Deflated)
        {
            Span<byte> target = destination;
            byte[] scratch = ArrayPool<byte>.Shared.Rent(SmallBytes);
            using Inflation inflation = new(this, data);
            for (long skipped = 0; skipped < byteOffset;)
                skipped += inflation.Next(scratch.AsSpan(0, (int)Math.Min(scratch.Length, byteOffset - skipped)));
            while (target.Length > 0)
                target = target[inflation.Next(target)..];
            ArrayPool<byte>.Shared.Return(scratch);
            if (destination.Length == entry.ByteLength)
                inflation.ExpectEnd();
        }
        else
            FetchNow(data + byteOffset, destination);
        // Only the whole record has a checksum: parts of it stay unchecked.
        if (destination.Length == entry.ByteLength && destination.Length > 0)
        {
            CheckCrc(Crc32.Compute(destination));
            CheckDescriptor(data);
        }
    }

    /// <summary>The bytes where the file is mapped; null where it is not, or they are compressed.</summary>
    public Storage? Map() => ReadsParts && source.Maps ? source.Map(Locate, entry.ByteLength) : null;

    public bool ReadsParts => entry.Method == ZipEntry.Stored;

    public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        if (destination.ByteLength != entry.ByteLength)
            throw new ArgumentException($"a record of {entry.ByteLength} bytes does not fit a storage of {destination.ByteLength}", nameof(destination));
        ReadAll(new StorageSink(destination), progress, cancellation);
    }

    /// <summary>Reads the whole record: a small one, such as a pickle or a version.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(DualReader reader, long maxBytes, string limit)
    {
        if (entry.ByteLength > maxBytes)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the record has {entry.ByteLength} bytes; {nameof(LoadLimits)}.{limit} is {maxBytes}", entry.HeaderOffset, entry.Name);
        long data = await LocateAsync(reader).ConfigureAwait(false);
        if (entry.StoredBytes > 2 * entry.ByteLength + MaxDeflateSlackBytes)
            throw Malformed($"{entry.StoredBytes} bytes are stored for a content of {entry.ByteLength}: deflate needs no more than that and a few");
        // Payload and descriptor in one read.
        byte[] stored = new byte[entry.NextOffset - data];
        await Fetch(reader, data, stored).ConfigureAwait(false);
        CheckDescriptor(stored.AsSpan((int)entry.StoredBytes));
        if (entry.Method == ZipEntry.Stored)
        {
            CheckCrc(Crc32.Compute(stored.AsSpan(0, (int)entry.StoredBytes)));
            return stored.AsMemory(0, (int)entry.StoredBytes);
        }
        byte[] bytes = new byte[entry.ByteLength];
        new ZipRecord(ByteSource.FromMemory(stored, source.Name), entry, limits).InflateAll(bytes);
        return bytes;
    }

    /// <summary>Reads the whole record in order, checks checksum and descriptor, and keeps nothing.</summary>
    public void Verify(Action<long>? progress, CancellationToken cancellation) => ReadAll(new NoSink(), progress, cancellation);

    long Locate() => Volatile.Read(ref _dataOffset) is > 0 and var known
        ? known
        : DualReader.Result(LocateAsync(new DualReader(source, async: false, default)));

    void ReadAll<TSink>(TSink sink, Action<long>? progress, CancellationToken cancellation) where TSink : IChunkSink
    {
        if (IsSmall)
        {
            ReadSmall(sink.Chunk(0, (int)entry.ByteLength));
            progress?.Invoke(entry.ByteLength);
            return;
        }
        long data = Locate();
        uint crc = entry.Method == ZipEntry.Deflated ? Inflate(sink, data, progress, cancellation)
            : entry.ByteLength < 2 * PieceBytes ? Copy(sink, data, 0, entry.ByteLength, progress, cancellation)
            : CopyPieces(sink, data, progress, cancellation);
        CheckCrc(crc);
        CheckDescriptor(data);
    }

    uint Inflate<TSink>(TSink sink, long data, Action<long>? progress, CancellationToken cancellation) where TSink : IChunkSink
    {
        using Inflation inflation = new(this, data);
        uint crc = 0;
        for (long done = 0; done < entry.ByteLength;)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> chunk = sink.Chunk(done, (int)Math.Min(ChunkBytes, entry.ByteLength - done));
            int read = inflation.Next(chunk);
            crc = Crc32.Append(crc, chunk[..read]);
            done += read;
            progress?.Invoke(read);
        }
        inflation.ExpectEnd();
        return crc;
    }

    uint Copy<TSink>(TSink sink, long data, long from, long length, Action<long>? progress, CancellationToken cancellation) where TSink : IChunkSink
    {
        uint crc = 0;
        for (long at = from; at < from + length; at += ChunkBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> chunk = sink.Chunk(at, (int)Math.Min(ChunkBytes, from + length - at));
            FetchNow(data + at, chunk);
            crc = Crc32.Append(crc, chunk);
            progress?.Invoke(chunk.Length);
        }
        return crc;
    }

    uint CopyPieces<TSink>(TSink sink, long data, Action<long>? progress, CancellationToken cancellation) where TSink : IChunkSink
    {
        Piece[] pieces = Piece.Cut(entry.ByteLength, PieceBytes);
        uint[] sums = new uint[pieces.Length];
        SideBySide.For(pieces.Length, i => sums[i] = Copy(sink, data, pieces[i].Offset, pieces[i].Bytes, progress, cancellation), cancellation);
        return Piece.Join(pieces, sums);
    }

    void CheckDescriptor(long data)
    {
        Span<byte> descriptor = stackalloc byte[MaxDescriptorBytes];
        descriptor = descriptor[..(int)(entry.NextOffset - data - entry.StoredBytes)];
        FetchNow(data + entry.StoredBytes, descriptor);
        CheckDescriptor(descriptor);
    }

    void ReadSmall(Span<byte> destination)
    {
        int span = (int)(entry.NextOffset - entry.HeaderOffset);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(span, ZipSignature.LocalHeaderBytes));
        try
        {
            FetchNow(entry.HeaderOffset, bytes.AsSpan(0, span));
            int data = (int)(CheckHeader(bytes.AsSpan(0, span)) - entry.HeaderOffset);
            ReadOnlySpan<byte> payload = bytes.AsSpan(data, (int)entry.ByteLength);
            CheckCrc(Crc32.Compute(payload));
            CheckDescriptor(bytes.AsSpan(0, span)[(data + payload.Length)..]);
            payload.CopyTo(destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    void InflateAll(Span<byte> destination)
    {
        using Inflation inflation = new(this, 0);
        for (Span<byte> left = destination; left.Length > 0;)
            left = left[inflation.Next(left)..];
        inflation.ExpectEnd();
        CheckCrc(Crc32.Compute(destination));
    }

    static bool NeedsExtra(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[18..]) == ZipSignature.In64 || BinaryPrimitives.ReadUInt32LittleEndian(header[22..]) == ZipSignature.In64;

    // Everything that the local header repeats must be what the directory says; PyTorch leaves sums and sizes zero there.
    long CheckHeader(ReadOnlySpan<byte> header)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != ZipSignature.LocalHeader)
            throw Malformed("the directory points at something that is no local header");
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        (int nameBytes, int extraBytes) = (BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), BinaryPrimitives.ReadUInt16LittleEndian(header[28..]));
        if (flags != entry.Flags || method != entry.Method)
            throw Malformed("flags or compression method of local header and directory differ");
        if (nameBytes != entry.NameBytes || !IsName(header.Slice(ZipSignature.LocalHeaderBytes, nameBytes)))
            throw Malformed("local header and directory give the record different names");

        long data = entry.HeaderOffset + ZipSignature.LocalHeaderBytes + nameBytes + extraBytes;
        long behind = entry.NextOffset - data - entry.StoredBytes;
        bool descriptor = (entry.Flags & ZipEntry.DescriptorFlag) != 0;
        if (!(behind == 0 || descriptor && behind is 12 or 16 or 20 or 24))
            throw Malformed($"{behind} bytes behind the record's payload belong to no record");

        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]);
        (long stored, long length) = (BinaryPrimitives.ReadUInt32LittleEndian(header[18..]), BinaryPrimitives.ReadUInt32LittleEndian(header[22..]));
        if (NeedsExtra(header))
        {
            ReadOnlySpan<byte> extra = header.Slice(ZipSignature.LocalHeaderBytes + nameBytes, extraBytes);
            ZipDirectory.Zip64Values values = new(ZipDirectory.FindExtra(extra, ZipSignature.Zip64Extra, entry.Name, entry.HeaderOffset), entry.Name, entry.HeaderOffset);
            length = values.Resolve(length);
            stored = values.Resolve(stored);
        }
        if (!Agrees(crc, entry.Crc32, descriptor) || !Agrees(stored, entry.StoredBytes, descriptor) || !Agrees(length, entry.ByteLength, descriptor))
            throw Malformed("checksum or sizes of local header and directory differ");
        Volatile.Write(ref _dataOffset, data);
        return data;
    }

    // Most names are ASCII, and there is no need to make a text of them once more.
    bool IsName(ReadOnlySpan<byte> bytes) => System.Text.Ascii.Equals(bytes, entry.Name) || ZipDirectory.ParseName(bytes, entry.HeaderOffset) == entry.Name;

    static bool Agrees(long local, long directory, bool mayBeZero) => local == directory || mayBeZero && local == 0;

    // Signature (optional in the format, always there in PyTorch's files), checksum, two sizes of 4 or of 8 bytes.
    void CheckDescriptor(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.IsEmpty)
            return;
        bool signed = descriptor.Length is 16 or 24, wide = descriptor.Length is 20 or 24;
        ReadOnlySpan<byte> fields = descriptor[(signed ? 4 : 0)..];
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(fields);
        ulong stored = wide ? BinaryPrimitives.ReadUInt64LittleEndian(fields[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(fields[4..]);
        ulong length = wide ? BinaryPrimitives.ReadUInt64LittleEndian(fields[12..]) : BinaryPrimitives.ReadUInt32LittleEndian(fields[8..]);
        if (signed && BinaryPrimitives.ReadUInt32LittleEndian(descriptor) != ZipSignature.DataDescriptor
            || crc != entry.Crc32 || stored != (ulong)entry.StoredBytes || length != (ulong)entry.ByteLength)
            throw Malformed("the data descriptor behind the payload and the directory differ");
    }

    /// <exception cref="PtFormatException">The bytes have another checksum than the directory says.</exception>
    public void CheckCrc(uint computed)
    {
        if (!IsUnchecked && computed != entry.Crc32)
            throw new PtFormatException(PtErrorKind.Checksum, $"the record's checksum is {computed:x8}, the directory says {entry.Crc32:x8}: its bytes have changed", entry.HeaderOffset, entry.Name).In(source.Name, null);
    }

    void FetchNow(long position, Span<byte> destination)
    {
        if (!source.TryReadExactly(position, destination))
            throw Truncated(position, destination.Length);
    }

    async ValueTask Fetch(DualReader reader, long position, Memory<byte> destination)
    {
        if (!await reader.TryReadAsync(position, destination).ConfigureAwait(false))
            throw Truncated(position, destination.Length);
    }

    PtFormatException Truncated(long position, int length) =>
        new PtFormatException(PtErrorKind.Truncated, $"the file ended while {length} bytes were read: it has become shorter since it was opened", position, entry.Name).In(source.Name, null);

    PtFormatException Malformed(string what) => new PtFormatException(PtErrorKind.Malformed, what, entry.HeaderOffset, entry.Name).In(source.Name, null);

    interface IChunkSink
    {
        Span<byte> Chunk(long offset, int length);
    }

    readonly struct StorageSink(Storage storage) : IChunkSink
    {
        public Span<byte> Chunk(long offset, int length) => storage.BorrowBytesForWriting(offset, length);
    }

    readonly struct NoSink : IChunkSink
    {
        [ThreadStatic]
        static byte[]? _buffer;

        public Span<byte> Chunk(long offset, int length) => (_buffer ??= GC.AllocateUninitializedArray<byte>(ChunkBytes)).AsSpan(0, length);
    }

    /// <summary>SharpZipLib's inflater fed from the file, held to the length that the directory announces.</summary>
    sealed class Inflation(ZipRecord record, long data) : IDisposable
    {
        readonly Inflater _inflater = new(noHeader: true);
        readonly byte[] _input = ArrayPool<byte>.Shared.Rent(SmallBytes);
        readonly byte[] _output = ArrayPool<byte>.Shared.Rent(SmallBytes);
        long _fed;

        public int Next(Span<byte> destination)
        {
            int count;
            while ((count = Inflate(_output, Math.Min(_output.Length, destination.Length))) == 0)
            {
                if (_inflater.IsFinished)
                    throw record.Malformed($"the record inflates to fewer than the {record.ByteLength} bytes announced");
                Feed();
            }
            _output.AsSpan(0, count).CopyTo(destination);
            return count;
        }

        public void ExpectEnd()
        {
            while (Inflate(_output, 1) == 0)
            {
                if (_inflater.IsFinished)
                    return;
                Feed();
            }
            throw record.Malformed($"the record inflates to more than the {record.ByteLength} bytes announced");
        }

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(_input);
            ArrayPool<byte>.Shared.Return(_output);
        }

        void Feed()
        {
            int count = (int)Math.Min(SmallBytes, record.Entry.StoredBytes - _fed);
            if (count == 0 || _inflater.IsNeedingDictionary)
                throw new PtFormatException(PtErrorKind.Truncated, "the deflated data end before the record does", record.Entry.HeaderOffset, record.Entry.Name).In(record.SourceName, null);
            record.FetchNow(data + _fed, _input.AsSpan(0, count));
            _inflater.SetInput(_input, 0, count);
            _fed += count;
        }

        int Inflate(byte[] buffer, int count)
        {
            try
            {
                return _inflater.Inflate(buffer, 0, count);
            }
            // The library throws its own exception, and on some damaged codes whatever its arithmetic meets.
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new PtFormatException(PtErrorKind.Malformed, "the deflated data are damaged", record.Entry.HeaderOffset, record.Entry.Name, inner: e).In(record.SourceName, null);
            }
        }
    }
}
