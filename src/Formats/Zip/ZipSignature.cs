namespace PtFormat.Formats.Zip;

/// <summary>The first four bytes of each zip structure, little-endian, and their fixed lengths (PKWARE's APPNOTE, section 4.3).</summary>
static class ZipSignature
{
    public const uint LocalHeader = 0x04034B50;
    public const uint DataDescriptor = 0x08074B50;
    public const uint DirectoryHeader = 0x02014B50;
    public const uint End64 = 0x06064B50;
    public const uint End64Locator = 0x07064B50;
    public const uint End = 0x06054B50;

    public const int LocalHeaderBytes = 30;
    public const int DirectoryHeaderBytes = 46;
    public const int End64Bytes = 56;
    public const int End64LocatorBytes = 20;
    public const int EndBytes = 22;

    /// <summary>Extra field with 64-bit sizes and offsets.</summary>
    public const ushort Zip64Extra = 0x0001;

    /// <summary>Extra field "FB" that PyTorch pads headers with, so that payloads start aligned.</summary>
    public const ushort PaddingExtra = 0x4246;

    /// <summary>Stands in a 32-bit field whose value is in the zip64 extra field.</summary>
    public const uint In64 = 0xFFFFFFFF;

    /// <summary>The same in a 16-bit field.</summary>
    public const ushort CountIn64 = 0xFFFF;
}
