using System.Buffers;
using BenchmarkDotNet.Attributes;
using PtFormat.Pickle;

namespace PtFormat.Benchmarks;

/// <summary>Bytes to tree and back.</summary>
public class PickleTree
{
    readonly ArrayBufferWriter<byte> _output = new();
    byte[] _bytes = [];
    PickleValue _tree = PyNone.Instance;

    [GlobalSetup]
    public void Setup()
    {
        _bytes = File.ReadAllBytes(Path.Combine(Places.Files, "many.pkl"));
        _tree = PickleVm.Run(_bytes);
    }

    [Benchmark(Description = "PickleVm.Run, 20,000 tensors, 2.0 MB")]
    public PickleValue Read() => PickleVm.Run(_bytes);

    [Benchmark(Description = "PickleWriter.Write, 20,000 tensors, 2.0 MB")]
    public int Write()
    {
        _output.ResetWrittenCount();
        PickleWriter.Write(_tree, _output);
        return _output.WrittenCount;
    }
}
