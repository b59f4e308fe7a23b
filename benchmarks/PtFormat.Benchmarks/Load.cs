using BenchmarkDotNet.Attributes;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Benchmarks;

/// <summary>Files to tensors.</summary>
public class Load
{
    byte[] _modelNet = [];
    string _inMemoryFolder = "";
    string _large = "";
    string _many = "";

    [GlobalSetup]
    public void Setup()
    {
        string fixture = Path.Combine(Places.Root, "fixtures/digits/2.14/modelnet.pt");
        _modelNet = File.ReadAllBytes(fixture);
        _inMemoryFolder = Path.Combine(Places.Memory, $"ptformat-modelnet-{Environment.ProcessId}.pt");
        File.Copy(fixture, _inMemoryFolder, overwrite: true);
        _large = Path.Combine(Places.Files, "large.pt");
        _many = Path.Combine(Places.Files, "many.pt");
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_inMemoryFolder);

    [Benchmark(Description = "open modelnet.pt, bytes in memory")]
    public StateDict OpenModelNetBytes()
    {
        using PtFile file = PtFile.Open(_modelNet);
        return file.StateDict();
    }

    [Benchmark(Description = "open modelnet.pt, memory-backed folder")]
    public StateDict OpenModelNetFile()
    {
        using PtFile file = PtFile.Open(_inMemoryFolder);
        return file.StateDict();
    }

    [Benchmark(Description = "load modelnet.pt, memory-backed folder")]
    public StateDict LoadModelNetFile()
    {
        using PtFile file = PtFile.Load(_inMemoryFolder);
        return file.StateDict();
    }

    [Benchmark(Description = "open 537 MB, 128 tensors [1024, 1024]")]
    public StateDict OpenLarge()
    {
        using PtFile file = PtFile.Open(_large);
        return file.StateDict();
    }

    [Benchmark(Description = "load 537 MB, 128 tensors [1024, 1024]")]
    public StateDict LoadLarge()
    {
        using PtFile file = PtFile.Load(_large);
        return file.StateDict();
    }

    [Benchmark(Description = "open 20,000 tensors of 8 float32")]
    public StateDict OpenMany()
    {
        using PtFile file = PtFile.Open(_many);
        return file.StateDict();
    }

    [Benchmark(Description = "load 20,000 tensors of 8 float32")]
    public StateDict LoadMany()
    {
        using PtFile file = PtFile.Load(_many);
        return file.StateDict();
    }
}
