using TorchSharp;
using static TorchSharp.torch;

namespace PtFormat.Inference;

/// <summary>libtorch through TorchSharp, without gradients; every output is a new tensor, disposed before the next run.</summary>
sealed class LibtorchContender : Contender
{
    readonly Func<Tensor[], Tensor> _forward;
    readonly Tensor[] _inputs;
    Tensor? _last;

    public LibtorchContender(Func<Tensor[], Tensor> forward, IEnumerable<(float[] Values, long[] Shape)> inputs) : base("libtorch")
    {
        _forward = forward;
        _inputs = [.. inputs.Select(input => tensor(input.Values, input.Shape))];
    }

    public override void Run()
    {
        using IDisposable mode = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        _last?.Dispose();
        _last = _forward(_inputs).MoveToOuterDisposeScope();
    }

    public override float[] Result()
    {
        Run();
        return _last!.contiguous().data<float>().ToArray();
    }

    public override void Dispose()
    {
        _last?.Dispose();
        foreach (Tensor input in _inputs)
            input.Dispose();
        base.Dispose();
    }
}
