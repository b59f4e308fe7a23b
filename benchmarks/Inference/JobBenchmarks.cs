using BenchmarkDotNet.Attributes;

namespace PtFormat.Inference;

/// <summary>The same jobs under BenchmarkDotNet, one contender after the other, with what each call allocates.</summary>
public class JobBenchmarks
{
    static readonly Dictionary<string, Job> Known = new Jobs(Environment.GetEnvironmentVariable("PTFORMAT_MODELS") ?? "").All().ToDictionary(job => job.Name);

    readonly List<Contender> _contenders = [];

    public static IEnumerable<string> Names => Known.Keys;

    [ParamsSource(nameof(Names))]
    public string Job { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _contenders.AddRange(Contenders.Of(Known[Job], Threads));

    [GlobalCleanup]
    public void Cleanup()
    {
        _contenders.ForEach(contender => contender.Dispose());
        _contenders.Clear();
    }

    [Benchmark]
    public void Session() => _contenders[0].Run();

    [Benchmark]
    public void Eager() => _contenders[1].Run();

    [Benchmark]
    public void Libtorch() => _contenders[2].Run();

    /// <summary>Libtorch once more where the job has no exported model.</summary>
    [Benchmark]
    public void OnnxRuntime() => _contenders[^1].Run();
}
