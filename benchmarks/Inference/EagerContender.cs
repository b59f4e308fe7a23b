using PtFormat.Tensors;

namespace PtFormat.Inference;

/// <summary>The same code run operation by operation; every output is a new tensor.</summary>
sealed class EagerContender(Func<Tensor[], Tensor[]> forward, Tensor[] inputs) : Contender("eager")
{
    Tensor[] _last = [];

    public override void Run() => _last = forward(inputs);

    public override float[] Result()
    {
        Run();
        return _last[0].ToArray<float>();
    }
}
