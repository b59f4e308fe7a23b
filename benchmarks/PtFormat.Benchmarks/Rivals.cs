namespace PtFormat.Benchmarks;

/// <summary>The comparison of files with PyTorch.</summary>
static class Rivals
{
    public static void Run(int rounds, string[] tables)
    {
        using TorchProcess torch = new();
        ResultFile results = new(torch.Ask("machine"));
        if (tables is [] or ["safetensors"])
            results.Write("safetensors.md", "Safetensors", SafetensorsRows.Notes, Rows.Measure(torch, rounds, SafetensorsRows.All()));
        RemoveWritten();
        if (tables is [] or ["files"])
            results.Write("files.md", "Files", FileRows.Notes, Rows.Measure(torch, rounds, FileRows.All()));
        RemoveWritten();
    }

    // The files lie in memory, which has no room for what both tables write.
    static void RemoveWritten()
    {
        foreach (string path in Directory.EnumerateFiles(Places.Files).Where(path => Path.GetExtension(path) is ".ours" or ".torch" or ".library" or ".plain").ToArray())
            File.Delete(path);
    }
}
