using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using PtFormat.Formats.Torch;

namespace PtFormat.Formats.Zip;

/// <summary>
/// PyTorch's own zip dialect, byte for byte: everything stored, times zero, sizes only behind the payload, headers padded by an
/// extra field so that payloads start aligned, zip64 end records always. One pass, nothing is sought.
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

    readonly List<(byte[] Name, long Offset, long Bytes, uint Crc)> _directory = [];
    readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);

    /// <summary>Appends a record.</summary>
    public async ValueTask AddAsync(ZipOutput record)
    {
        (string name, IPayload payload, bool crc) = record;
        byte[] fullName = Encoding.UTF8.GetBytes($"{root}/{name}");
        if (fullName.Length > ushort.MaxValue)
            throw new ArgumentException($"a record's name has {fullName.Length} bytes, a zip archive holds {ushort.MaxValue}: choose a shorter file name or Root");
        (long offset, long length) = (output.Position, payload.ByteLength);
        await output.WriteAsync(LocalHeader(fullName, offset, length)).ConfigureAwait(false);
        uint sum = await WritePayload(payload, crc).ConfigureAwait(false);
        if (length > 0)
        {
            await output.WriteAsync(Descriptor(sum, offset, length)).ConfigureAwait(false);
            id.AddChecksum(sum);
        }
        id.AddName(name);
        _directory.Add((fullName, offset, length, sum));
    }

    /// <summary>Appends the directory and the end records.</summary>
    public async ValueTask FinishAsync()
    {
        long start = output.Position;
        foreach ((byte[] name, long offset, long bytes, uint crc) in _directory)
            await output.WriteAsync(DirectoryHeader(name, offset, bytes, crc)).ConfigureAwait(false);
        await output.WriteAsync(EndRecords(start, output.Position - start)).ConfigureAwait(false);
    }

    async ValueTask<uint> WritePayload(IPayload payload, bool crc)
    {
        Crc32 sum = new();
        for (long done = 0; done < payload.ByteLength;)
        {
            Memory<byte> chunk = _chunk.AsMemory(0, (int)Math.Min(ChunkBytes, payload.ByteLength - done));
            payload.Read(done, chunk.Span);
            if (done == 0)
                id.SeePayload(chunk.Span);
            if (crc)
                sum.Append(chunk.Span);
            await output.WriteAsync(chunk).ConfigureAwait(false);
            done += chunk.Length;
        }
        if (!crc || payload.ByteLength == 0)
            return 0;
        uint value = sum.GetCurrentHashAsUInt32();
        payload.Check(value);
        return value;
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

    static byte[] Descriptor(uint crc, long offset, long length)
    {
        bool wide = IsWide(offset) || IsWide(length);
        byte[] descriptor = new byte[wide ? 24 : 16];
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
