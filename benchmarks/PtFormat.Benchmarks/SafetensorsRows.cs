using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Benchmarks;

/// <summary>Safetensors files, against the safetensors library in Python.</summary>
static class SafetensorsRows
{
    public const string Notes = """
        "open": `PtFile.Open` and `StateDict()`, against `safetensors.torch.load_file`, which maps the file: all tensors are there, their bytes are not read.
        "load": `PtFile.Load` and `StateDict()`, against `load_file` and a `clone()` of each tensor: every byte in memory of its own.
        "save": `PtFile.Save` over an older file, flushed and renamed, against `save_file`, which does neither.
        Plain read or write: two threads, positional reads of the same bytes into memory that was touched before, positional writes from it.
        """;

    static readonly PtSaveOptions Safetensors = new() { Format = PtSaveFormat.Safetensors };

    public static IEnumerable<Row> All()
    {
        foreach ((string file, string what) in new[] { ("large", "537 MB, 128 float32 tensors [1024, 1024]"), ("many", "20,000 tensors of 8 float32") })
        {
            string path = Path.Combine(Places.Files, file + ".safetensors");
            yield return new($"open {what}", () => FileRows.Open(path), $"map_safetensors\t{path}");
            yield return new($"load {what}", () => FileRows.Load(path), $"load_safetensors\t{path}") { Plain = new PlainRead(path).Run };
            StateDict? state = null;
            yield return new($"save {what}", () =>
            {
                PtFile.Save(path + ".ours", state ??= FileRows.Load(path), Safetensors);
                return null;
            }, $"save_safetensors\t{path}") { Plain = new PlainWrite(path).Run };
        }
    }
}
