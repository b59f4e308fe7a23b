using System.IO.Compression;
using System.Text;

namespace PtFormat.Tests.Cli;

/// <summary>Zip files with a pickle that torch would not write, in an archive that is otherwise like torch's.</summary>
static class CraftedFile
{
    /// <summary>float32 over storage <c>0</c>; size and stride are pickled tuples.</summary>
    public static string Tensor(string size = "K\u0002\u0085", string stride = "K\u0001\u0085") =>
        $"ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0{size}{stride}\u0089ccollections\nOrderedDict\n)RtR";

    /// <summary>A text of less than 256 bytes.</summary>
    public static string Text(string text) => $"X{(char)Encoding.UTF8.GetByteCount(text)}\0\0\0{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))}";

    /// <summary>Writes a file into the running test's folder.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="pickle">What stands between PROTO 2 and STOP, a character a byte.</param>
    public static string Write(string name, string pickle)
    {
        string path = CommandLine.Write(name, []);
        using FileStream stream = new(path, FileMode.Create);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create);
        Add("crafted/data.pkl", Encoding.Latin1.GetBytes($"\u0080\u0002{pickle}."));
        Add("crafted/byteorder", "little"u8.ToArray());
        Add("crafted/data/0", new byte[8]);
        Add("crafted/version", "3\n"u8.ToArray());
        return path;

        void Add(string record, byte[] bytes)
        {
            using Stream entry = archive.CreateEntry(record, CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    }
}
