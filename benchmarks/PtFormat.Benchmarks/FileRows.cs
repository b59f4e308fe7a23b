using System.Buffers;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Benchmarks;

/// <summary>Files and pickles, against PyTorch and Python's pickle in C.</summary>
static class FileRows
{
    public const string Notes = """
        "open": `PtFile.Open` and `StateDict()`, against `torch.load(mmap=True)`: all tensors are there, their bytes are not read.
        "load": `PtFile.Load` and `StateDict()`, which verifies every checksum, against `torch.load`, which verifies none.
        Both sides reuse memory that was dropped (PyTorch's C library is told to keep it); "first in a process" has the code warm and the memory fresh.
        "save": `PtFile.Save` of that state_dict over an older file, checksums included, flushed and renamed, against `torch.save`.
        Plain read or write: two threads, positional reads of the same bytes into memory that was touched before, positional writes from it.
        "unpickle": the pickle of the file of 20,000 tensors into a tree, against Python's C unpickler whose every call goes to a
        C function that does nothing. "pickle": that tree to bytes, against Python's C pickler on the tensors themselves, whose reductions and persistent ids are Python code: unequal work.
        """;

    public static IEnumerable<Row> All()
    {
        string large = Path.Combine(Places.Files, "large.pt"), many = Path.Combine(Places.Files, "many.pt"), pickle = Path.Combine(Places.Files, "many.pkl");
        yield return new("open 537 MB, 128 float32 tensors [1024, 1024]", () => Open(large), $"open\t{large}");
        yield return new("load 537 MB, 128 float32 tensors [1024, 1024]", () => Load(large), $"load\t{large}") { Plain = new PlainRead(large).Run };
        yield return new("load 537 MB, first in a process", () => null, $"first_load\t{large}") { OursElsewhere = () => FirstLoad.InProcess(large), RoundsDivisor = 4 };
        yield return Save("save 537 MB, 128 float32 tensors [1024, 1024]", large) with { Plain = new PlainWrite(large).Run };
        yield return new("open 20,000 tensors of 8 float32", () => Open(many), $"open\t{many}");
        yield return new("load 20,000 tensors of 8 float32", () => Load(many), $"load\t{many}") { Plain = new PlainRead(many).Run };
        yield return Save("save 20,000 tensors of 8 float32", many);

        byte[] bytes = File.ReadAllBytes(pickle);
        yield return new("unpickle 20,000 tensors, 2.0 MB", () => PickleVm.Run(bytes), $"unpickle\t{pickle}");
        PickleValue tree = PickleVm.Run(bytes);
        ArrayBufferWriter<byte> output = new(bytes.Length);
        yield return new("pickle 20,000 tensors, 2.0 MB", () => Pickle(tree, output), $"pickle\t{many}");
    }

    /// <summary>All tensors of a file, unread.</summary>
    public static StateDict Open(string path)
    {
        using PtFile file = PtFile.Open(path);
        return file.StateDict();
    }

    /// <summary>All tensors of a file in memory.</summary>
    public static StateDict Load(string path)
    {
        using PtFile file = PtFile.Load(path);
        return file.StateDict();
    }

    static Row Save(string name, string path)
    {
        StateDict? state = null;
        return new(name, () =>
        {
            PtFile.Save(path + ".ours", state ??= Load(path));
            return null;
        }, $"save\t{path}");
    }

    static object? Pickle(PickleValue tree, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        PickleWriter.Write(tree, output);
        return null;
    }
}
