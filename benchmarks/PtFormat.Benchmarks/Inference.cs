using BenchmarkDotNet.Attributes;
using PtFormat.Models;
using PtFormat.Tensors;

namespace PtFormat.Benchmarks;

/// <summary>Forward passes without a rival.</summary>
public class Inference
{
    ModelNet _model = new();
    Tensor _x = Tensor.Zeros([1]);

    [Params(1, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => (_model, _x) = (InferenceRows.LoadModelNet(), InferenceRows.Input(Batch));

    [Benchmark(Description = "ModelNet [Batch, 3, 32, 32], eager, reference")]
    public Tensor ModelNetEager() => _model.Forward(_x);
}
