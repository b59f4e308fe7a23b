using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992); the averages are in the state under <c>ax</c>.</summary>
public sealed class Asgd : FirstOrderOptimizer
{
    /// <summary>Averaged gradient descent over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="lambda">By how much of a step weights shrink.</param>
    /// <param name="alpha">The power of the learning rate's fall.</param>
    /// <param name="t0">The step at which averaging starts.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Asgd(ParameterGroup parameters, double learningRate = 1e-2, double lambda = 1e-4, double alpha = 0.75, double t0 = 1e6, double weightDecay = 0, bool maximize = false)
        : base(("lr", learningRate), ("lambd", lambda), ("alpha", alpha), ("t0", t0), ("weight_decay", As(0L, weightDecay)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, null, 0, weightDecay);
        AddGroup(parameters);
    }

    private protected override string TorchName => "ASGD";

    private protected override IReadOnlyList<string> SlotNames => ["ax"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr lambd alpha t0 weight_decay foreach maximize" + (release == TorchRelease.Torch113 ? "" : " differentiable capturable");

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double rate = group.LearningRate, lambda = group.Number("lambd");
        double step = state.CountStep(), eta = state.Scalar("eta", rate), mu = state.Scalar("mu", 1);
        elements.Run(new AsgdUpdate<T>(T.CreateTruncating(1 - lambda * eta), T.CreateTruncating(eta), T.CreateTruncating(mu)), state.Like<T>("ax"));
        state.SetScalar("eta", rate / Math.Pow(1 + lambda * rate * step, group.Number("alpha")));
        state.SetScalar("mu", 1 / Math.Max(1, step - group.Number("t0")));
    }

    readonly struct AsgdUpdate<T>(T shrink, T eta, T mu) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> average, ref Vector<T> second, ref Vector<T> third)
        {
            weight = weight * shrink - gradient * eta;
            average = mu == T.One ? weight : average + (weight - average) * mu;
        }
    }
}
