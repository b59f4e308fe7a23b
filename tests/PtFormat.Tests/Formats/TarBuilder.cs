using System.Text;

namespace PtFormat.Tests.Formats;

/// <summary>Tar archives, header by header.</summary>
sealed class TarBuilder
{
    const int BlockBytes = 512;

    readonly List<byte> _archive = [];

    /// <summary>Appends a member; <paramref name="change"/> sees the header before its checksum is computed, <paramref name="spoil"/> after.</summary>
    public TarBuilder Add(string name, byte[] content, char type = '0', string link = "", Action<byte[]>? change = null, Action<byte[]>? spoil = null)
    {
        byte[] header = new byte[BlockBytes];
        Put(header, 0, name);
        Put(header, 100, "0000644\0");
        Put(header, 124, Convert.ToString(content.Length, 8).PadLeft(11, '0') + "\0");
        Put(header, 136, "00000000000\0");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\0" + "00");
        change?.Invoke(header);
        header.AsSpan(148, 8).Fill((byte)' ');
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        spoil?.Invoke(header);
        _archive.AddRange(header);
        _archive.AddRange(content);
        _archive.AddRange(new byte[(BlockBytes - content.Length % BlockBytes) % BlockBytes]);
        return this;
    }

    public byte[] Build(int endBlocks = 2, byte[]? suffix = null) => [.. _archive, .. new byte[endBlocks * BlockBytes], .. suffix ?? []];

    public static void Put(byte[] header, int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, at);
}
