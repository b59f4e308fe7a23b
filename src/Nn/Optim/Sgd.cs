using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Stochastic gradient descent, with momentum after Sutskever et al. 2013 (https://proceedings.mlr.press/v28/sutskever13.html).</summary>
public sealed class Sgd : FirstOrderOptimizer
{
    /// <summary>Gradient descent over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="momentum">How much of the last step is kept.</param>
    /// <param name="dampening">How much of the gradient is left out of the momentum.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="nesterov">True to look ahead by one step of momentum.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Sgd(ParameterGroup parameters, double learningRate = 1e-3, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false, bool maximize = false)
        : base(("lr", learningRate), ("momentum", As(0L, momentum)), ("dampening", As(0L, dampening)), ("weight_decay", As(0L, weightDecay)), ("nesterov", nesterov), ("maximize", maximize))
    {
        Require(TorchName, "the learning rate", learningRate, learningRate >= 0, "0 or more");
        Require(TorchName, "momentum", momentum, momentum >= 0 && (!nesterov || momentum > 0 && dampening == 0), nesterov ? "positive, and dampening 0, for Nesterov's" : "0 or more");
        Require(TorchName, "the weight decay", weightDecay, weightDecay >= 0, "0 or more");
        AddGroup(parameters);
    }

    private protected override string TorchName => "SGD";

    private protected override IReadOnlyList<string> SlotNames => ["momentum_buffer"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr momentum dampening weight_decay nesterov maximize foreach differentiable" + (release == TorchRelease.Torch113 ? "" : " fused");

    // 1.13 notes that there is no momentum, later releases do not.
    private protected override StateDict? Saved(StateDict values, TorchRelease release) =>
        release > TorchRelease.Torch113 && values["momentum_buffer"] is null ? null : values;

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        T learningRate = T.CreateTruncating(group.LearningRate), momentum = T.CreateTruncating(group.Number("momentum"));
        bool isFirst = !state.Values.TryGetValue("momentum_buffer", out object? buffer) || buffer is null;
        if (momentum == T.Zero)
        {
            if (isFirst)
                state.Values["momentum_buffer"] = null;
            elements.Run(new Plain<T>(learningRate));
            return;
        }
        // The first step is not dampened.
        T share = isFirst ? T.One : T.CreateTruncating(1 - group.Number("dampening"));
        elements.Run(new WithMomentum<T>(learningRate, momentum, share, group.Flag("nesterov")), state.Like<T>("momentum_buffer"));
    }

    readonly struct Plain<T>(T learningRate) : IUpdate<T> where T : unmanaged
    {
        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) => weight -= gradient * learningRate;
    }

    readonly struct WithMomentum<T>(T learningRate, T momentum, T share, bool nesterov) : IUpdate<T> where T : unmanaged
    {
        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> buffer, ref Vector<T> second, ref Vector<T> third)
        {
            buffer = buffer * momentum + gradient * share;
            weight -= (nesterov ? gradient + buffer * momentum : buffer) * learningRate;
        }
    }
}
