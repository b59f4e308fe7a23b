using System.Text;
using ICSharpCode.SharpZipLib.Zip.Compression;
using ICSharpCode.SharpZipLib.Zip.Compression.Streams;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Formats.Npy;

/// <summary>
/// NumPy's archive byte for byte as <c>numpy.savez</c> writes it: CPython's zip dialect with sizes in a zip64 field before each
/// member and the first day of 1980 as its time. Deflated, the members' content is the same, and sizes follow it.
/// </summary>
static class NpzWriter
{
    const int ChunkBytes = 1 << 20;
    const ushort Zip64Version = 45;
    const ushort Utf8Flag = 1 << 11;
    const ushort FirstDate = 1 << 5 | 1;
    const uint OwnerReadsAndWrites = 0x0180_0000;
    // CPython writes zip64 fields from 2 GiB on.
    const long Zip64Limit = int.MaxValue;

    sealed record Member(byte[] Name, IPayload Payload);

    sealed record Written(byte[] Name, ushort Flags, uint Sum, long Stored, long Length, long Offset);

    /// <summary>Orders and checks everything, before a byte is written.</summary>
    /// <exception cref="ArgumentException">There is no array, or a name cannot be a member's.</exception>
    public static Func<DualWriter, ValueTask> Plan(IReadOnlyList<KeyValuePair<string, IPayload>> arrays, bool isCompressed)
    {
        if (arrays.Count == 0)
            throw new ArgumentException("there is no tensor to save: an archive without members says of no format that it is one");
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        Member[] members = [.. arrays.Select(array => new Member(NameOf(array.Key, names), array.Value))];
        return async output =>
        {
            long start = output.Position;
            List<Written> directory = [];
            foreach (Member member in members)
                directory.Add(isCompressed ? await Deflate(output, member, start).ConfigureAwait(false) : await Store(output, member, start).ConfigureAwait(false));
            await output.WriteAsync(Directory(directory, output.Position - start)).ConfigureAwait(false);
        };
    }

    static byte[] NameOf(string name, HashSet<string> names)
    {
        string file = name + ".npy";
        if (!names.Add(file))
            throw new ArgumentException($"{PtFormatException.Quote(name)} and another name differ in the case of letters only, which archives do not tell apart everywhere: rename one");
        try
        {
            byte[] bytes = new UTF8Encoding(false, true).GetBytes(file);
            ZipDirectory.ParseName(bytes, 0);
            return bytes;
        }
        catch (Exception e) when (e is EncoderFallbackException or PtFormatException)
        {
            throw new ArgumentException($"{PtFormatException.Quote(name)} cannot be the name of a file in an archive: rename the tensor", e);
        }
    }

    static async ValueTask<Written> Store(DualWriter output, Member member, long start)
    {
        // The sum stands before the content, and the output need not seek: so the content is read twice.
        uint sum = 0;
        byte[] chunk = new byte[Math.Min(ChunkBytes, member.Payload.ByteLength)];
        for (long done = 0; done < member.Payload.ByteLength; done += chunk.Length)
        {
            output.Cancellation.ThrowIfCancellationRequested();
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, member.Payload.ByteLength - done));
            member.Payload.Read(done, part);
            sum = Crc32.Append(sum, part);
        }
        long length = member.Payload.ByteLength;
        Written written = new(member.Name, Flags(member.Name), sum, length, length, output.Position - start);
        await output.WriteAsync(LocalHeader(written, ZipEntry.Stored)).ConfigureAwait(false);
        await TensorPayload.WriteAsync(output, member.Payload).ConfigureAwait(false);
        return written;
    }

    static async ValueTask<Written> Deflate(DualWriter output, Member member, long start)
    {
        Written written = new(member.Name, (ushort)(Flags(member.Name) | ZipEntry.DescriptorFlag), 0, 0, 0, output.Position - start);
        await output.WriteAsync(LocalHeader(written, ZipEntry.Deflated)).ConfigureAwait(false);
        long data = output.Position;
        uint sum = 0;
        using MemoryStream deflated = new();
        // zlib's own level; without its header, as archives have it. The runtime's DeflateStream would add 0.1 MB of C to native programs.
        using (DeflaterOutputStream deflate = new(deflated, new Deflater(Deflater.DEFAULT_COMPRESSION, noZlibHeaderOrFooter: true)) { IsStreamOwner = false })
        {
            byte[] chunk = new byte[Math.Min(ChunkBytes, member.Payload.ByteLength)];
            for (long done = 0; done < member.Payload.ByteLength; done += chunk.Length)
            {
                Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(chunk.Length, member.Payload.ByteLength - done));
                member.Payload.Read(done, part.Span);
                sum = Crc32.Append(sum, part.Span);
                deflate.Write(chunk, 0, part.Length);
                await output.WriteAsync(deflated.GetBuffer().AsMemory(0, (int)deflated.Length)).ConfigureAwait(false);
                deflated.SetLength(0);
            }
        }
        await output.WriteAsync(deflated.GetBuffer().AsMemory(0, (int)deflated.Length)).ConfigureAwait(false);
        written = written with { Sum = sum, Stored = output.Position - data, Length = member.Payload.ByteLength };
        await output.WriteAsync(Fields(writer =>
        {
            writer.Write(ZipSignature.DataDescriptor);
            writer.Write(written.Sum);
            writer.Write(written.Stored);
            writer.Write(written.Length);
        })).ConfigureAwait(false);
        return written;
    }

    static ushort Flags(byte[] name) => System.Text.Ascii.IsValid(name) ? (ushort)0 : Utf8Flag;

    static byte[] LocalHeader(Written member, ushort method) => Fields(writer =>
    {
        writer.Write(ZipSignature.LocalHeader);
        writer.Write(Zip64Version);
        writer.Write(member.Flags);
        writer.Write(method);
        writer.Write((ushort)0);
        writer.Write(FirstDate);
        writer.Write(member.Sum);
        writer.Write(ZipSignature.In64);
        writer.Write(ZipSignature.In64);
        writer.Write((ushort)member.Name.Length);
        writer.Write((ushort)20);
        writer.Write(member.Name);
        writer.Write(ZipSignature.Zip64Extra);
        writer.Write((ushort)16);
        writer.Write(member.Length);
        writer.Write(member.Stored);
    });

    static byte[] Directory(List<Written> members, long start) => Fields(writer =>
    {
        foreach (Written member in members)
        {
            bool isLong = member.Length > Zip64Limit || member.Stored > Zip64Limit, isFar = member.Offset > Zip64Limit;
            ushort extra = (ushort)((isLong ? 16 : 0) + (isFar ? 8 : 0));
            writer.Write(ZipSignature.DirectoryHeader);
            writer.Write((ushort)(3 << 8 | Zip64Version));
            writer.Write(Zip64Version);
            writer.Write(member.Flags);
            writer.Write((member.Flags & ZipEntry.DescriptorFlag) != 0 ? ZipEntry.Deflated : ZipEntry.Stored);
            writer.Write((ushort)0);
            writer.Write(FirstDate);
            writer.Write(member.Sum);
            writer.Write(isLong ? ZipSignature.In64 : (uint)member.Stored);
            writer.Write(isLong ? ZipSignature.In64 : (uint)member.Length);
            writer.Write((ushort)member.Name.Length);
            writer.Write((ushort)(extra > 0 ? extra + 4 : 0));
            writer.Write((ushort)0);
            writer.Write((ushort)0);
            writer.Write((ushort)0);
            writer.Write(OwnerReadsAndWrites);
            writer.Write(isFar ? ZipSignature.In64 : (uint)member.Offset);
            writer.Write(member.Name);
            if (extra == 0)
                continue;
            writer.Write(ZipSignature.Zip64Extra);
            writer.Write(extra);
            if (isLong)
            {
                writer.Write(member.Length);
                writer.Write(member.Stored);
            }
            if (isFar)
                writer.Write(member.Offset);
        }
        long bytes = writer.BaseStream.Position;
        if (members.Count > ushort.MaxValue || start > Zip64Limit || bytes > Zip64Limit)
        {
            writer.Write(ZipSignature.End64);
            writer.Write((long)ZipSignature.End64Bytes - 12);
            writer.Write(Zip64Version);
            writer.Write(Zip64Version);
            writer.Write(0L);
            writer.Write((long)members.Count);
            writer.Write((long)members.Count);
            writer.Write(bytes);
            writer.Write(start);
            writer.Write(ZipSignature.End64Locator);
            writer.Write(0);
            writer.Write(start + bytes);
            writer.Write(1);
        }
        writer.Write(ZipSignature.End);
        writer.Write(0);
        writer.Write((ushort)Math.Min(members.Count, ushort.MaxValue));
        writer.Write((ushort)Math.Min(members.Count, ushort.MaxValue));
        writer.Write((uint)Math.Min(bytes, ZipSignature.In64));
        writer.Write((uint)Math.Min(start, ZipSignature.In64));
        writer.Write((ushort)0);
    });

    static byte[] Fields(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
