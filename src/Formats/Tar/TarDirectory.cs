using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Tar;

/// <summary>
/// The members of a tar archive, from their headers. It takes regular files with plain names and nothing else: links, devices,
/// long names and sparse files make readers differ, and no file of PyTorch's has them. Nothing is ever extracted.
/// </summary>
/// <remarks>Headers are POSIX.1-1988 (ustar), -2001 (pax) or GNU; see the GNU tar manual, "Basic Tar Format".</remarks>
static class TarDirectory
{
    const int BlockBytes = 512;

    // Fields of a header: offset and length in bytes.
    static readonly (int At, int Bytes) Name = (0, 100), Size = (124, 12), Checksum = (148, 8), LinkName = (157, 100), Magic = (257, 5), Prefix = (345, 155);
    const int TypeAt = 156;

    // Extended headers of real files hold times with fractions; owners and comments change nothing either.
    static readonly HashSet<string> HarmlessKeys = new(StringComparer.Ordinal) { "mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment", "LIBARCHIVE.creationtime" };

    /// <summary>The most that an extended header may hold.</summary>
    const int MaxExtendedBytes = 64 * 1024;

    /// <summary>True for the first block of an archive, which the header's checksum tells as well: archives before 1988 have no magic.</summary>
    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length >= BlockBytes && (head.Slice(Magic.At, Magic.Bytes).SequenceEqual("ustar"u8) || head[0] != 0 && HasSum(head[..BlockBytes]));

    /// <exception cref="PtFormatException">The archive is cut short, malformed, or holds something else than plain files.</exception>
    public static async ValueTask<List<TarMember>> ReadAsync(DualReader reader, LoadLimits limits)
    {
        List<TarMember> members = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        byte[] block = new byte[BlockBytes];
        long position = 0, length = reader.Source.Length;
        for (int headers = 0; ; headers++)
        {
            if (headers > 2 * limits.MaxTarMembers)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the archive has more headers; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxTarMembers)} is {limits.MaxTarMembers}", position);
            await Read(reader, position, block).ConfigureAwait(false);
            if (!block.AsSpan().ContainsAnyExcept((byte)0))
                break;
            CheckSum(block, position);
            string name = NameOf(block, position);
            char type = (char)block[TypeAt];
            long bytes = Number(block, Size, "size", position);
            long padded = bytes > long.MaxValue - BlockBytes ? long.MaxValue : (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;
            if (padded > length - position - BlockBytes)
                throw new PtFormatException(PtErrorKind.Truncated, $"a member of {bytes} bytes reaches past the end of the archive", position, name);
            if (type is 'x' or 'g')
            {
                if (bytes > MaxExtendedBytes)
                    throw new PtFormatException(PtErrorKind.LimitExceeded, $"an extended header has {bytes} bytes: {MaxExtendedBytes} are the most", position, name);
                byte[] records = new byte[bytes];
                await Read(reader, position + BlockBytes, records).ConfigureAwait(false);
                CheckExtended(records, position + BlockBytes, name);
            }
            else
                Add(new(name, position + BlockBytes, bytes), type, block, position);
            position += BlockBytes + padded;
        }
        await CheckEnd(reader, position).ConfigureAwait(false);
        return members;

        void Add(TarMember member, char type, byte[] header, long at)
        {
            if (type is not ('0' or '\0') || header[LinkName.At] != 0)
                throw new PtFormatException(PtErrorKind.Unsupported, $"a member is {What(type)}: only regular files are read", at, member.Name);
            if (member.Name.Length == 0 || member.Name is "." or ".." || member.Name.AsSpan().IndexOfAny("/\\\0:") >= 0)
                throw new PtFormatException(PtErrorKind.Malformed, $"a member is named {PtFormatException.Quote(member.Name)}: a plain name was needed", at);
            if (!names.Add(member.Name))
                throw new PtFormatException(PtErrorKind.Ambiguous, "two members have this name (letter case set aside): readers would disagree about which one counts", at, member.Name);
            if (members.Count >= limits.MaxTarMembers)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the archive has more members; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxTarMembers)} is {limits.MaxTarMembers}", at);
            members.Add(member);
        }
    }

    static string What(char type) => type switch
    {
        '0' or '\0' => "a file that names a link target",
        '1' => "a hard link",
        '2' => "a symbolic link",
        '3' or '4' => "a device",
        '5' => "a directory",
        '6' => "a pipe",
        'L' or 'K' => "a GNU long name",
        'S' => "a sparse file",
        _ => string.Create(CultureInfo.InvariantCulture, $"of type 0x{(int)type:x2}"),
    };

    // Two blocks of zeros end an archive, and zeros fill it up to whole records.
    static async ValueTask CheckEnd(DualReader reader, long position)
    {
        long left = reader.Source.Length - position;
        if (left < 2 * BlockBytes)
            throw new PtFormatException(PtErrorKind.Truncated, "the archive does not end with two blocks of zeros", position);
        byte[] chunk = new byte[Math.Min(left, 64 * 1024)];
        for (; left > 0; left -= chunk.Length)
        {
            Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(chunk.Length, left));
            await Read(reader, position, part).ConfigureAwait(false);
            if (part.Span.ContainsAnyExcept((byte)0))
                throw new PtFormatException(PtErrorKind.Malformed, "something follows the end of the archive", position);
            position += part.Length;
        }
    }

    static bool HasSum(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> field = header.Slice(Checksum.At, Checksum.Bytes).Trim(" \0"u8);
        return !field.IsEmpty && !field.ContainsAnyExceptInRange((byte)'0', (byte)'7') && Number(header, Checksum, "checksum", 0) == SumOf(header);
    }

    static void CheckSum(ReadOnlySpan<byte> header, long position)
    {
        if (Number(header, Checksum, "checksum", position) != SumOf(header))
            throw new PtFormatException(PtErrorKind.Checksum, "a member's header has another checksum than it says", position);
    }

    static int SumOf(ReadOnlySpan<byte> header)
    {
        // The checksum's own field counts as blanks.
        int sum = Checksum.Bytes * ' ';
        for (int i = 0; i < header.Length; i++)
            if (i < Checksum.At || i >= Checksum.At + Checksum.Bytes)
                sum += header[i];
        return sum;
    }

    static string NameOf(ReadOnlySpan<byte> header, long position)
    {
        ReadOnlySpan<byte> name = Text(header, Name), prefix = Text(header, Prefix);
        if (name.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            throw new PtFormatException(PtErrorKind.Malformed, "a member's name is not ASCII", position);
        // GNU headers keep times where others keep the first part of a long name.
        bool isPosix = header[Magic.At + Magic.Bytes] == 0;
        return isPosix && prefix.Length > 0 ? $"{Encoding.Latin1.GetString(prefix)}/{Encoding.ASCII.GetString(name)}" : Encoding.ASCII.GetString(name);
    }

    static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> header, (int At, int Bytes) field)
    {
        ReadOnlySpan<byte> text = header.Slice(field.At, field.Bytes);
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    // Octal digits between blanks, closed by a blank or zero; or, in GNU's way, 0x80 and a big-endian number.
    static long Number(ReadOnlySpan<byte> header, (int At, int Bytes) field, string what, long position)
    {
        ReadOnlySpan<byte> text = header.Slice(field.At, field.Bytes);
        if (text[0] == 0x80)
        {
            long binary = BinaryPrimitives.ReadInt64BigEndian(text[^8..]);
            return binary >= 0 && !text[1..^8].ContainsAnyExcept((byte)0) ? binary : throw Wrong();
        }
        long value = 0;
        int digits = 0;
        ReadOnlySpan<byte> octal = text.Trim(" \0"u8);
        foreach (byte c in octal)
        {
            if (c is < (byte)'0' or > (byte)'7')
                throw Wrong();
            value = value << 3 | (long)(c - '0');
            digits++;
        }
        return digits > 0 ? value : throw Wrong();

        PtFormatException Wrong() => new(PtErrorKind.Malformed, $"a member's {what} is no octal number", position);
    }

    // Records are "LENGTH KEY=VALUE\n", the length counting all of it.
    static void CheckExtended(ReadOnlySpan<byte> records, long position, string name)
    {
        while (records.Length > 0)
        {
            int blank = records.IndexOf((byte)' ');
            if (blank is <= 0 or > 6 || !int.TryParse(records[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length > records.Length || length <= blank + 2 || records[length - 1] != '\n')
                throw new PtFormatException(PtErrorKind.Malformed, "an extended header is malformed", position, name);
            ReadOnlySpan<byte> record = records[(blank + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            string key = equals < 0 ? "" : Encoding.Latin1.GetString(record[..equals]);
            if (!HarmlessKeys.Contains(key))
                throw new PtFormatException(PtErrorKind.Unsupported, $"an extended header sets {PtFormatException.Quote(key)}: readers would disagree about the member", position, name);
            records = records[length..];
        }
    }

    static async ValueTask Read(DualReader reader, long position, Memory<byte> destination)
    {
        if (!await reader.TryReadAsync(position, destination).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the archive is cut short", position);
    }
}
