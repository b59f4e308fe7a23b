using Microsoft.ML.OnnxRuntime;

namespace PtFormat.Inference;

/// <summary>ONNX Runtime on the model that PyTorch exported; input and output are bound once and reused.</summary>
sealed class OnnxContender : Contender
{
    readonly Microsoft.ML.OnnxRuntime.InferenceSession _session;
    readonly OrtIoBinding _binding;
    readonly RunOptions _options = new();
    readonly OrtValue _x;
    readonly OrtValue _y;

    public OnnxContender(string path, int threads, float[] x, long[] shape, long[] outputShape) : base("ONNX Runtime")
    {
        using SessionOptions options = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new(path, options);
        _binding = _session.CreateIoBinding();
        _x = OrtValue.CreateTensorValueFromMemory(x, shape);
        _y = OrtValue.CreateTensorValueFromMemory(new float[outputShape.Aggregate(1L, (product, size) => product * size)], outputShape);
        _binding.BindInput("x", _x);
        _binding.BindOutput("y", _y);
    }

    public override void Run() => _session.RunWithBinding(_options, _binding);

    public override float[] Result()
    {
        Run();
        return _y.GetTensorDataAsSpan<float>().ToArray();
    }

    public override void Dispose()
    {
        _binding.Dispose();
        _x.Dispose();
        _y.Dispose();
        _options.Dispose();
        _session.Dispose();
        base.Dispose();
    }
}
