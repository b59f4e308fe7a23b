using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace PtFormat.Tests.Formats;

/// <summary>Zip archives as PyTorch lays them out, every field open to a lie.</summary>
sealed class ArchiveBuilder
{
    public sealed class Entry(string name, byte[] content)
    {
        public string Name { get; set; } = name;
        public string? LocalName { get; set; }
        public byte[] Content { get; set; } = content;
        public byte[]? Stored { get; set; }
        public ushort Method { get; set; }
        public ushort Flags { get; set; } = 0x808;
        public ushort? LocalFlags { get; set; }
        public uint? Crc { get; set; }
        public uint? LocalCrc { get; set; } = 0;
        public uint? Size { get; set; }
        public uint? StoredSize { get; set; }
        public uint? LocalSize { get; set; } = 0;
        public uint? LocalStoredSize { get; set; } = 0;
        public uint? HeaderOffset { get; set; }
        public uint Attributes { get; set; }
        public ushort Disk { get; set; }
        public byte[] Extra { get; set; } = [];
        public byte[] LocalExtra { get; set; } = [];
        public ushort? NameBytes { get; set; }
        public ushort? ExtraBytes { get; set; }
        public byte[]? Descriptor { get; set; }
        public byte[] Before { get; set; } = [];

        public uint RealCrc => Crc32.HashToUInt32(Content);

        public Entry Deflated()
        {
            using MemoryStream output = new();
            using (DeflateStream deflate = new(output, CompressionLevel.SmallestSize, leaveOpen: true))
                deflate.Write(Content);
            (Stored, Method) = (output.ToArray(), 8);
            return this;
        }

        /// <summary>As ordinary tools write it: sizes and checksum in the local header, nothing behind the payload.</summary>
        public Entry Plain()
        {
            (Flags, LocalCrc, LocalSize, LocalStoredSize, Descriptor) = (0, null, null, null, []);
            return this;
        }
    }

    public List<Entry> Entries { get; } = [];

    public byte[] Comment { get; set; } = [];

    public byte[] Prefix { get; set; } = [];

    public byte[] BeforeDirectory { get; set; } = [];

    public byte[] Suffix { get; set; } = [];

    public bool Zip64 { get; set; } = true;

    /// <summary>Changes the end records: given the bytes from the zip64 end record (or the end record) on.</summary>
    public Action<byte[]>? EndRecords { get; set; }

    public ulong? Count { get; set; }

    public ulong? DirectoryOffset { get; set; }

    public ulong? DirectoryBytes { get; set; }

    /// <summary>The records of an archive that is there, to be changed.</summary>
    public static ArchiveBuilder Of(byte[] archive)
    {
        ArchiveBuilder builder = new();
        using ZipArchive zip = new(new MemoryStream(archive));
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using MemoryStream content = new();
            using (Stream stream = entry.Open())
                stream.CopyTo(content);
            builder.Add(entry.FullName, content.ToArray());
        }
        return builder;
    }

    public Entry Add(string name, byte[] content)
    {
        Entry entry = new(name, content);
        Entries.Add(entry);
        return entry;
    }

    public Entry this[string name] => Entries.Single(entry => entry.Name == name);

    public byte[] Build()
    {
        MemoryStream file = new();
        file.Write(Prefix);
        List<byte[]> directory = [];
        foreach (Entry entry in Entries)
        {
            file.Write(entry.Before);
            uint offset = entry.HeaderOffset ?? (uint)file.Length;
            byte[] stored = entry.Stored ?? entry.Content;
            uint crc = entry.Crc ?? entry.RealCrc, size = entry.Size ?? (uint)entry.Content.Length, storedSize = entry.StoredSize ?? (uint)stored.Length;
            byte[] localName = Encoding.UTF8.GetBytes(entry.LocalName ?? entry.Name), name = Encoding.UTF8.GetBytes(entry.Name);
            file.Write(Fields(0x04034B50u, (ushort)0, entry.LocalFlags ?? entry.Flags, entry.Method, 0u, entry.LocalCrc ?? crc, entry.LocalStoredSize ?? storedSize, entry.LocalSize ?? size, (ushort)localName.Length, (ushort)entry.LocalExtra.Length));
            file.Write(localName);
            file.Write(entry.LocalExtra);
            file.Write(stored);
            file.Write(entry.Descriptor ?? Fields(0x08074B50u, crc, storedSize, size));
            directory.Add([.. Fields(0x02014B50u, (ushort)0, (ushort)0, entry.Flags, entry.Method, 0u, crc, storedSize, size, entry.NameBytes ?? (ushort)name.Length, entry.ExtraBytes ?? (ushort)entry.Extra.Length, (ushort)0, entry.Disk, (ushort)0, entry.Attributes, offset), .. name, .. entry.Extra]);
        }
        file.Write(BeforeDirectory);
        ulong directoryAt = DirectoryOffset ?? (ulong)file.Length;
        foreach (byte[] header in directory)
            file.Write(header);
        ulong bytes = DirectoryBytes ?? (ulong)directory.Sum(header => header.Length), count = Count ?? (ulong)directory.Count;
        ulong end64At = (ulong)file.Length;
        byte[] end64 = Zip64 ? [.. Fields(0x06064B50u, 44ul, (ushort)0x031E, (ushort)45, 0u, 0u, count, count, bytes, directoryAt), .. Fields(0x07064B50u, 0u, end64At, 1u)] : [];
        byte[] ends = [.. end64, .. Fields(0x06054B50u, (ushort)0, (ushort)0, (ushort)count, (ushort)count, (uint)bytes, (uint)directoryAt, (ushort)Comment.Length)];
        EndRecords?.Invoke(ends);
        file.Write(ends);
        file.Write(Comment);
        file.Write(Suffix);
        return file.ToArray();
    }

    static byte[] Fields(params object[] values)
    {
        MemoryStream output = new();
        Span<byte> bytes = stackalloc byte[8];
        foreach (object value in values)
        {
            int length = value switch
            {
                ushort => 2,
                uint => 4,
                _ => 8,
            };
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Convert.ToUInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            output.Write(bytes[..length]);
        }
        return output.ToArray();
    }
}
