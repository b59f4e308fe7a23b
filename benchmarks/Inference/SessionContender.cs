using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Inference;

/// <summary>A compiled session, its output memory reused.</summary>
sealed class SessionContender : Contender
{
    readonly InferenceSession _session;
    readonly Tensor[] _inputs;
    readonly Tensor[] _outputs;

    public SessionContender(InferenceSession session, Tensor[] inputs) : base("session")
    {
        (_session, _inputs) = (session, inputs);
        _outputs = session.Run(inputs);
    }

    public override void Run() => _session.Run(_inputs, _outputs);

    public override float[] Result()
    {
        Run();
        return _outputs[0].ToArray<float>();
    }
}
