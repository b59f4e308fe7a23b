namespace PtFormat.Benchmarks;

/// <summary>Where the files are: benchmarks/run tells.</summary>
static class Places
{
    public static string Root => Variable("PTFORMAT_REPOSITORY");

    public static string Files => Variable("PTFORMAT_BENCHMARK_FILES");

    /// <summary>A folder in memory, where the system has one.</summary>
    public static string Memory => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: start the benchmarks with benchmarks/run");
}
