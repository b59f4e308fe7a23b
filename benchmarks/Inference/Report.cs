using System.Globalization;
using System.Text;

namespace PtFormat.Inference;

/// <summary>The table as it grows: on the terminal and at last in a file.</summary>
sealed class Report(string machine, double flopsPerSecond, double copyBytesPerSecond)
{
    readonly StringBuilder _rows = new();

    public void Add(Job job, int threads, IReadOnlyList<Contender> contenders, double[] seconds, double error)
    {
        double? Of(string name) => contenders.Select((contender, i) => (contender.Name, Seconds: seconds[i])).Where(c => c.Name == name).Select(c => (double?)c.Seconds).SingleOrDefault();
        double session = Of("session")!.Value, eager = Of("eager")!.Value;
        double best = Math.Min(Of("libtorch")!.Value, Of("ONNX Runtime") ?? double.MaxValue);
        double bar = threads == 1 ? job.Bars.One : job.Bars.Two;
        double share = job.Flops > 0 ? job.Flops / session / (flopsPerSecond * threads) : job.Bytes / session / copyBytesPerSecond;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"| {job.Name} | {threads} | {Micro(session)} | {Micro(eager)} | {Micro(Of("libtorch"))} | {Micro(Of("ONNX Runtime"))} | {best / session:0.00} | {bar:0.##} | {(best / session >= bar ? "met" : "**missed**")} | {share:0%} | {error:0.0e0} |");
        Console.WriteLine(line);
        _rows.Append(line).Append('\n');
    }

    public static string Head =>
        "| | threads | session, µs | eager, µs | libtorch, µs | ONNX Runtime, µs | better rival / session | bar | | share of peak | error |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

    public string Text() => string.Create(CultureInfo.InvariantCulture, $"""
        # Inference

        {machine} Medians of runs in turns; written by `benchmarks/run`.

        float32, weights drawn by PyTorch. Session: `InferenceSession.Run` into an output that is there. Eager: the module's `Forward`, every output a new
        tensor. libtorch: TorchSharp under `inference_mode`, every output a new tensor, disposed before the next. ONNX Runtime: bound inputs and outputs,
        all optimizations. Share of peak: of {flopsPerSecond / 1e9:0} GFLOP/s a core that a loop of FMAs reaches in registers in the same run, or, for work that is bound
        by memory, of the {copyBytesPerSecond / 1e9:0.0} GB/s (read and written) of a copy of 64 MB by one core. Error: the largest difference between session and libtorch, relative to the
        largest magnitude of the result.


        """) + Head + _rows + Load();

    static string Micro(double? seconds) => seconds is { } s ? (s * 1e6).ToString(s < 1e-4 ? "0.0" : "0", CultureInfo.InvariantCulture) : "";

    // What else the machine did shows how far to trust the times.
    static string Load() => File.Exists("/proc/loadavg") ? $"\nLoad average of the last minute at the end: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.\n" : "";
}
