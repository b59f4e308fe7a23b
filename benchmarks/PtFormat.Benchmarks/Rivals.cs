namespace PtFormat.Benchmarks;

/// <summary>The comparisons with PyTorch, one committed table each.</summary>
static class Rivals
{
    public static void Run(int rounds, string[] tables)
    {
        using TorchProcess torch = new();
        ResultFile results = new(torch.Ask("machine"));
        if (tables is [] || tables.Contains("files"))
            results.Write("files.md", "Files", FileRows.Notes, Rows.Measure(torch, rounds, FileRows.All()));
        if (tables is [] || tables.Contains("inference"))
            results.Write("inference.md", "Inference", InferenceRows.Notes, Rows.Measure(torch, rounds, InferenceRows.All()));
    }
}
