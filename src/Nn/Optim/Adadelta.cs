using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adadelta (Zeiler 2012, https://arxiv.org/abs/1212.5701).</summary>
public sealed class Adadelta : FirstOrderOptimizer
{
    /// <summary>Adadelta over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">What steps are multiplied with.</param>
    /// <param name="rho">How much is kept of the running averages of squares.</param>
    /// <param name="eps">Added under both roots.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Adadelta(ParameterGroup parameters, double learningRate = 1, double rho = 0.9, double eps = 1e-6, double weightDecay = 0, bool maximize = false)
        : base(("lr", learningRate), ("rho", rho), ("eps", eps), ("weight_decay", As(0L, weightDecay)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, null, eps, weightDecay);
        Require(TorchName, "rho", rho, rho is >= 0 and <= 1, "from 0 to 1");
        AddGroup(parameters);
    }

    private protected override string TorchName => "Adadelta";

    private protected override IReadOnlyList<string> SlotNames => ["square_avg", "acc_delta"];

    private protected override string OptionNames(TorchRelease release) => release == TorchRelease.Torch113
        ? "lr rho eps weight_decay maximize foreach"
        : "lr rho eps weight_decay maximize capturable foreach differentiable";

    private protected override bool CountsWhole(TorchRelease release) => release == TorchRelease.Torch113;

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        state.CountStep();
        elements.Run(new AdadeltaUpdate<T>(group.LearningRate, group.Number("rho"), group.Number("eps")), state.Like<T>("square_avg"), state.Like<T>("acc_delta"));
    }

    readonly struct AdadeltaUpdate<T>(double learningRate, double rho, double eps) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _learningRate = T.CreateTruncating(learningRate), _rho = T.CreateTruncating(rho), _share = T.CreateTruncating(1 - rho), _eps = T.CreateTruncating(eps);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> square, ref Vector<T> deltas, ref Vector<T> third)
        {
            Vector<T> eps = new(_eps);
            square = square * _rho + gradient * gradient * _share;
            Vector<T> delta = Vector.SquareRoot(deltas + eps) / Vector.SquareRoot(square + eps) * gradient;
            deltas = deltas * _rho + delta * delta * _share;
            weight -= delta * _learningRate;
        }
    }
}
