using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>A record as the directory describes it.</summary>
/// <param name="Name">The full name, root folder included.</param>
/// <param name="Flags">General purpose bits.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc32">Checksum of the inflated bytes; 0 where the writer computed none.</param>
/// <param name="StoredBytes">Length in the archive.</param>
/// <param name="ByteLength">Length once inflated.</param>
/// <param name="HeaderOffset">Offset of the local header in bytes from the start of the file.</param>
/// <param name="NameBytes">Length of the name as it lies in the file.</param>
sealed record ZipEntry(string Name, ushort Flags, ushort Method, uint Crc32, long StoredBytes, long ByteLength, long HeaderOffset, int NameBytes)
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    /// <summary>Bit 3: checksum and sizes follow the payload instead of standing in the local header.</summary>
    public const ushort DescriptorFlag = 1 << 3;

    /// <summary>Where the next record's header, or the directory, starts; known once all entries are.</summary>
    public long NextOffset { get; set; }

    /// <summary>The bytes, where they were read and verified before anybody asked for them: <see cref="TinyRecords"/>.</summary>
    public Storage? Ahead { get; set; }

    /// <summary>True for an entry that only names a folder.</summary>
    public bool IsFolder => Name.EndsWith('/');
}
