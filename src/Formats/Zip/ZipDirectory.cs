using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Zip;

/// <summary>
/// The records of a zip archive, from its directory. Stricter than ZipArchive or SharpZipLib on purpose: whatever two readers
/// could understand differently is refused, so that what a scanner saw is what loads. Every byte of the file must belong to
/// one record, the directory or the end records; where the format says something twice, both must agree.
/// </summary>
sealed class ZipDirectory
{
    // Encryption, patched data and masked headers change what readers see; the reserved bits mean nothing yet.
    const ushort KnownFlags = 1 << 1 | 1 << 2 | ZipEntry.DescriptorFlag | 1 << 11;

    // Between two headers lie name, extra field, payload and at most a zip64 data descriptor.
    const int MaxSlackBytes = ushort.MaxValue + 24;

    // The three end records of a zip64 archive, as PyTorch always writes them.
    const int EndRecordsBytes = ZipSignature.End64Bytes + ZipSignature.End64LocatorBytes + ZipSignature.EndBytes;

    // Of forty thousand records.
    const int MaxRentedBytes = 4 << 20;

    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    readonly Dictionary<string, int> _positions;
    // What is asked for is nearly always what follows what was asked for before. Of several threads one may spoil it for another: then the name is looked up.
    int _next;

    ZipDirectory(List<ZipEntry> entries, Dictionary<string, int> positions, ReadOnlyMemory<byte> comment)
    {
        Entries = entries;
        Comment = comment;
        _positions = positions;
    }

    /// <summary>The records in the directory's order.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>The archive's comment; empty in PyTorch's files.</summary>
    public ReadOnlyMemory<byte> Comment { get; }

    /// <summary>The record of a name, exact to the letter.</summary>
    public ZipEntry? Find(ReadOnlySpan<char> name)
    {
        int position = _next;
        if (position >= Entries.Count || !name.SequenceEqual(Entries[position].Name))
            if (!_positions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out position) || !name.SequenceEqual(Entries[position].Name))
                return null;
        _next = position + 1;
        return Entries[position];
    }

    /// <summary>Reads and checks end records and directory, and the last record's header, which shows that nothing hides behind it.</summary>
    /// <exception cref="PtFormatException">The archive is cut short, malformed, ambiguous, or beyond a limit.</exception>
    public static async ValueTask<ZipDirectory> ReadAsync(DualReader reader, LoadLimits limits)
    {
        long length = reader.Source.Length;
        byte[] tail = new byte[Math.Min(length, EndRecordsBytes)];
        await Read(reader, length - tail.Length, tail).ConfigureAwait(false);
        if (FindEnd(tail) != tail.Length - ZipSignature.EndBytes && tail.Length < length)
        {
            // A comment pushes the end records forward by up to 64 KiB.
            tail = new byte[Math.Min(length, EndRecordsBytes + ushort.MaxValue)];
            await Read(reader, length - tail.Length, tail).ConfigureAwait(false);
        }
        End end = ParseEnd(tail, length);
        if (end.DirectoryBytes > limits.MaxZipDirectoryBytes)
            throw Limit(nameof(limits.MaxZipDirectoryBytes), limits.MaxZipDirectoryBytes, $"the directory has {end.DirectoryBytes} bytes");
        if (end.Count > limits.MaxZipRecords)
            throw Limit(nameof(limits.MaxZipRecords), limits.MaxZipRecords, $"the archive has {end.Count} records");

        // Rented where many files are as long: the entries keep nothing of it.
        bool isRented = end.DirectoryBytes <= MaxRentedBytes;
        byte[] directory = isRented ? ArrayPool<byte>.Shared.Rent((int)end.DirectoryBytes) : new byte[end.DirectoryBytes];
        List<ZipEntry> entries;
        Dictionary<string, int> positions;
        try
        {
            await Read(reader, end.DirectoryOffset, directory.AsMemory(0, (int)end.DirectoryBytes)).ConfigureAwait(false);
            (entries, positions) = ParseDirectory(directory.AsSpan(0, (int)end.DirectoryBytes), end, limits);
        }
        finally
        {
            if (isRented)
                ArrayPool<byte>.Shared.Return(directory);
        }
        if (entries.MaxBy(entry => entry.HeaderOffset) is { } last)
            await new ZipRecord(reader.Source, last, limits).LocateAsync(reader).ConfigureAwait(false);
        return new(entries, positions, end.Comment);
    }

    static async ValueTask Read(DualReader reader, long position, Memory<byte> destination)
    {
        if (!await reader.TryReadAsync(position, destination).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, $"the file ended while {destination.Length} bytes were read: it was {reader.Source.Length} bytes long when opened", position);
    }

    readonly record struct End(long Count, long DirectoryBytes, long DirectoryOffset, ReadOnlyMemory<byte> Comment);

    // The end record's position in the tail: the last signature whose comment ends the file.
    static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (int at = tail.Length - ZipSignature.EndBytes; at >= 0; at--)
            if (U32(tail[at..]) == ZipSignature.End && at + ZipSignature.EndBytes + U16(tail[(at + 20)..]) == tail.Length)
                return at;
        return -1;
    }

    static End ParseEnd(ReadOnlyMemory<byte> tailMemory, long fileLength)
    {
        ReadOnlySpan<byte> tail = tailMemory.Span;
        int at = FindEnd(tail);
        if (at < 0)
            throw new PtFormatException(PtErrorKind.Truncated, "no end record where the file ends: the archive is cut short, or something was appended to it", fileLength);
        long position = fileLength - tail.Length + at;
        ReadOnlyMemory<byte> comment = tailMemory[(at + ZipSignature.EndBytes)..];
        for (int i = 0; i + 4 <= comment.Length; i++)
            if (U32(comment.Span[i..]) is ZipSignature.End or ZipSignature.End64 or ZipSignature.End64Locator)
                throw new PtFormatException(PtErrorKind.Ambiguous, "the archive's comment holds another end record: readers would disagree about what the archive contains", position + ZipSignature.EndBytes + i);

        ReadOnlySpan<byte> end = tail[at..];
        (long count, long bytes, long offset) = (U16(end[10..]), U32(end[12..]), U32(end[16..]));
        if (U16(end[4..]) != 0 || U16(end[6..]) != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, "the archive is one part of several: put the parts together first", position + 4);
        if (U16(end[8..]) != count)
            throw Malformed("the end record gives two different record counts", position + 8);

        long endsAt = position;
        int locatorAt = at - ZipSignature.End64LocatorBytes;
        if (locatorAt >= 0 && U32(tail[locatorAt..]) == ZipSignature.End64Locator)
            (count, bytes, offset, endsAt) = ParseEnd64(tail, locatorAt, fileLength, (count, bytes, offset));
        else if (count == ZipSignature.CountIn64 || bytes == ZipSignature.In64 || offset == ZipSignature.In64)
            throw Malformed("the end record refers to a zip64 end record, and there is none before it", position);

        if (offset > endsAt || bytes != endsAt - offset)
            throw Malformed($"the directory ({bytes} bytes at {offset}) does not end where the end records start ({endsAt})", position);
        if (count > bytes / ZipSignature.DirectoryHeaderBytes)
            throw Malformed($"the end record announces {count} records, the directory of {bytes} bytes has no room for them", position);
        return new(count, bytes, offset, comment);
    }

    static (long Count, long Bytes, long Offset, long EndsAt) ParseEnd64(ReadOnlySpan<byte> tail, int locatorAt, long fileLength, (long Count, long Bytes, long Offset) end)
    {
        long locatorPosition = fileLength - tail.Length + locatorAt;
        ReadOnlySpan<byte> locator = tail[locatorAt..];
        int at = locatorAt - ZipSignature.End64Bytes;
        if (U32(locator[4..]) != 0 || U32(locator[16..]) > 1)
            throw new PtFormatException(PtErrorKind.Unsupported, "the archive is one part of several: put the parts together first", locatorPosition);
        if (at < 0 || U64(locator[8..]) != (ulong)(locatorPosition - ZipSignature.End64Bytes) || U32(tail[at..]) != ZipSignature.End64)
            throw Malformed("the zip64 locator does not point at a zip64 end record directly before it", locatorPosition + 8);

        ReadOnlySpan<byte> end64 = tail[at..];
        long position = locatorPosition - ZipSignature.End64Bytes;
        if (U64(end64[4..]) != ZipSignature.End64Bytes - 12)
            throw Malformed("the zip64 end record has another length than 56 bytes", position + 4);
        if (U32(end64[16..]) != 0 || U32(end64[20..]) != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, "the archive is one part of several: put the parts together first", position + 16);
        ulong count = U64(end64[32..]), bytes = U64(end64[40..]), offset = U64(end64[48..]);
        if (U64(end64[24..]) != count)
            throw Malformed("the zip64 end record gives two different record counts", position + 24);
        if (count > long.MaxValue || bytes > long.MaxValue || offset > long.MaxValue)
            throw Malformed("the zip64 end record holds a number of 2^63 or more", position + 24);
        if (end.Count != ZipSignature.CountIn64 && (ulong)end.Count != count
            || end.Bytes != ZipSignature.In64 && (ulong)end.Bytes != bytes
            || end.Offset != ZipSignature.In64 && (ulong)end.Offset != offset)
            throw Malformed("the end record and the zip64 end record disagree", position + 24);
        return ((long)count, (long)bytes, (long)offset, position);
    }

    static (List<ZipEntry> Entries, Dictionary<string, int> Positions) ParseDirectory(ReadOnlySpan<byte> directory, End end, LoadLimits limits)
    {
        List<ZipEntry> entries = new((int)end.Count);
        // PyTorch looks names up without regard to ASCII case, others with: names that differ only there are two things to one
        // reader and one to another.
        Dictionary<string, int> positions = new((int)end.Count, StringComparer.OrdinalIgnoreCase);
        int at = 0;
        while (at < directory.Length)
        {
            ZipEntry entry = ParseEntry(directory, ref at, end.DirectoryOffset, limits);
            if (!positions.TryAdd(entry.Name, entries.Count))
                throw new PtFormatException(PtErrorKind.Ambiguous, "two records have this name (letter case set aside): readers would disagree about which one counts", end.DirectoryOffset + at, entry.Name);
            entries.Add(entry);
            if (entries.Count > end.Count)
                break;
        }
        if (entries.Count != end.Count)
            throw Malformed($"the end record announces {end.Count} records, the directory holds {(entries.Count > end.Count ? "more" : entries.Count)}", end.DirectoryOffset);
        CheckInflation(entries, limits);
        Chain(entries, end.DirectoryOffset);
        return (entries, positions);
    }

    static ZipEntry ParseEntry(ReadOnlySpan<byte> directory, ref int at, long directoryOffset, LoadLimits limits)
    {
        long position = directoryOffset + at;
        ReadOnlySpan<byte> header = directory[at..];
        if (header.Length < ZipSignature.DirectoryHeaderBytes || U32(header) != ZipSignature.DirectoryHeader)
            throw Malformed("the directory holds something that is no record header", position);
        (int nameBytes, int extraBytes, int commentBytes) = (U16(header[28..]), U16(header[30..]), U16(header[32..]));
        int total = ZipSignature.DirectoryHeaderBytes + nameBytes + extraBytes + commentBytes;
        if (total > header.Length)
            throw Malformed("a record's name, extra field or comment reaches past the directory", position);
        if (nameBytes > limits.MaxZipNameBytes)
            throw Limit(nameof(limits.MaxZipNameBytes), limits.MaxZipNameBytes, $"a record's name has {nameBytes} bytes", position);
        string name = ParseName(header.Slice(ZipSignature.DirectoryHeaderBytes, nameBytes), position);
        at += total;

        (ushort flags, ushort method) = (U16(header[8..]), U16(header[10..]));
        CheckFlags(flags, method, name, position);
        if (U16(header[34..]) != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, "the record lies in another part of a split archive", position, name);
        // Unix keeps the file's type in the upper half of the attributes; a link's "content" would be a path.
        if ((U32(header[38..]) >> 28) == 0xA)
            throw new PtFormatException(PtErrorKind.Unsupported, "the record is a symbolic link", position, name);

        (long stored, long length, long offset) = (U32(header[20..]), U32(header[24..]), U32(header[42..]));
        ReadOnlySpan<byte> extra = header.Slice(ZipSignature.DirectoryHeaderBytes + nameBytes, extraBytes);
        Zip64Values values = new(FindExtra(extra, ZipSignature.Zip64Extra, name, position), name, position);
        length = values.Resolve(length);
        stored = values.Resolve(stored);
        offset = values.Resolve(offset);
        if (method == ZipEntry.Stored && stored != length)
            throw Malformed($"the record is stored, yet {stored} bytes are to give {length}", position, name);
        return new(name, flags, method, U32(header[16..]), stored, length, offset, nameBytes);
    }

    internal static void CheckFlags(ushort flags, ushort method, string name, long position)
    {
        if ((flags & 1) != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, "the record is encrypted", position, name);
        if ((flags & ~KnownFlags) != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the record has flags 0x{flags:x4}, which readers understand differently", position, name);
        if (method is not (ZipEntry.Stored or ZipEntry.Deflated))
            throw new PtFormatException(PtErrorKind.Unsupported, $"the record is compressed by method {method}: stored (0) and deflated (8) are read", position, name);
    }

    internal static string ParseName(ReadOnlySpan<byte> bytes, long position)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new PtFormatException(PtErrorKind.Malformed, "a record's name is not UTF-8", position, inner: e);
        }
        bool drive = name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]);
        if (name.Length == 0 || name[0] == '/' || drive || name.AsSpan().IndexOfAny('\\', '\0') >= 0 || HasDotSegment(name))
            throw Malformed($"a record is named {PtFormatException.Quote(name)}: a relative path of plain segments was needed", position);
        return name;
    }

    // The extra field of a kind, or empty; kinds that appear twice would let readers pick.
    internal static ReadOnlySpan<byte> FindExtra(ReadOnlySpan<byte> extra, ushort kind, string name, long position)
    {
        ReadOnlySpan<byte> found = default;
        bool seen = false;
        while (extra.Length >= 4)
        {
            int length = U16(extra[2..]);
            if (length > extra.Length - 4)
                throw Malformed("the record's extra field reaches past its end", position, name);
            if (U16(extra) == kind)
            {
                if (seen)
                    throw new PtFormatException(PtErrorKind.Ambiguous, $"the record has two extra fields of kind 0x{kind:x4}", position, name);
                found = extra.Slice(4, length);
                seen = true;
            }
            extra = extra[(4 + length)..];
        }
        return found;
    }

    // Deflate reaches 1032:1; a ratio far above what weights give is an attack on memory, seen before a byte is inflated.
    static void CheckInflation(List<ZipEntry> entries, LoadLimits limits)
    {
        UInt128 stored = 0, inflated = 0;
        foreach (ZipEntry entry in entries)
        {
            if (entry.Method != ZipEntry.Deflated)
                continue;
            if (entry.ByteLength > limits.MinDeflateRecordBytes && (UInt128)entry.ByteLength > (UInt128)entry.StoredBytes * (uint)limits.MaxDeflateRatio)
                throw Limit(nameof(limits.MaxDeflateRatio), limits.MaxDeflateRatio, $"{entry.StoredBytes} bytes are to inflate to {entry.ByteLength}", entry.HeaderOffset, entry.Name);
            stored += (UInt128)entry.StoredBytes;
            inflated += (UInt128)entry.ByteLength;
        }
        if (inflated > (UInt128)limits.MinDeflateArchiveBytes && inflated > stored * (uint)limits.MaxDeflateRatio)
            throw Limit(nameof(limits.MaxDeflateRatio), limits.MaxDeflateRatio, $"{stored} deflated bytes are to inflate to {inflated}");
        if (inflated > (UInt128)limits.MaxInflatedBytes)
            throw Limit(nameof(limits.MaxInflatedBytes), limits.MaxInflatedBytes, $"the records inflate to {inflated} bytes");
    }

    // Sorted by offset the records must follow each other from byte 0 to the directory: no overlap, no room for anything else.
    static void Chain(List<ZipEntry> entries, long directoryOffset)
    {
        // Almost always they lie in the directory's order.
        List<ZipEntry> ordered = IsAscending(entries) ? entries : [.. entries.OrderBy(entry => entry.HeaderOffset)];
        long expected = 0;
        for (int i = 0; i < ordered.Count; i++)
        {
            ZipEntry entry = ordered[i];
            if (i == 0 && entry.HeaderOffset != 0)
                throw Malformed($"the first record starts at byte {entry.HeaderOffset}: nothing may come before it", entry.HeaderOffset, entry.Name);
            if (entry.HeaderOffset < expected)
                throw new PtFormatException(PtErrorKind.Ambiguous, "the record overlaps another", entry.HeaderOffset, entry.Name);
            long next = i + 1 < ordered.Count ? ordered[i + 1].HeaderOffset : directoryOffset;
            Int128 least = (Int128)entry.HeaderOffset + ZipSignature.LocalHeaderBytes + entry.NameBytes + entry.StoredBytes;
            if (least > next)
                throw i + 1 < ordered.Count && next >= entry.HeaderOffset
                    ? new PtFormatException(PtErrorKind.Ambiguous, "the record overlaps the next one", entry.HeaderOffset, entry.Name)
                    : new PtFormatException(PtErrorKind.Malformed, "the record reaches into the directory or past the file", entry.HeaderOffset, entry.Name);
            if (next - least > MaxSlackBytes)
                throw Malformed($"{next - least} bytes behind the record belong to no record", entry.HeaderOffset, entry.Name);
            expected = (long)least;
            entry.NextOffset = next;
        }
        if (entries.Count == 0 && directoryOffset != 0)
            throw Malformed("the archive lists no record, yet does not start with its directory", 0);
    }

    static bool IsAscending(List<ZipEntry> entries)
    {
        for (int i = 1; i < entries.Count; i++)
            if (entries[i].HeaderOffset < entries[i - 1].HeaderOffset)
                return false;
        return true;
    }

    static bool HasDotSegment(string name)
    {
        for (int start = 0; start < name.Length;)
        {
            int slash = name.IndexOf('/', start);
            ReadOnlySpan<char> segment = name.AsSpan(start, (slash < 0 ? name.Length : slash) - start);
            // A final slash marks a folder; anywhere else two slashes are two ways to say one path.
            if (segment is "." or ".." or "")
                return true;
            start += segment.Length + 1;
        }
        return false;
    }

    static PtFormatException Malformed(string what, long position, string? record = null) => new(PtErrorKind.Malformed, what, position, record);

    static PtFormatException Limit(string limit, long value, string offender, long? position = null, string? record = null) =>
        new(PtErrorKind.LimitExceeded, $"{offender}; {nameof(LoadLimits)}.{limit} is {value}", position, record);

    static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>The 64-bit values of an extra field, taken in order by the 32-bit fields that say FFFFFFFF.</summary>
    internal ref struct Zip64Values(ReadOnlySpan<byte> values, string name, long position)
    {
        ReadOnlySpan<byte> _left = values;

        public long Resolve(long value32)
        {
            if (value32 != ZipSignature.In64)
                return value32;
            if (_left.Length < 8)
                throw Malformed("a size or offset is said to be in the zip64 extra field, which does not hold it", position, name);
            ulong value = U64(_left);
            _left = _left[8..];
            return value <= long.MaxValue ? (long)value : throw Malformed("a zip64 size or offset is 2^63 or more", position, name);
        }
    }
}
