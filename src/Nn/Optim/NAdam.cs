using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adam with Nesterov's momentum (Dozat 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ), as PyTorch 2.6 and 2.14 compute it.</summary>
public sealed class NAdam : FirstOrderOptimizer
{
    /// <summary>NAdam over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="betas">How much is kept of the running averages of gradients and of their squares; (0.9, 0.999) unless given.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="momentumDecay">How fast the first beta comes into force.</param>
    /// <param name="decoupledWeightDecay">True to shrink the weights themselves, as <see cref="AdamW"/> does; PyTorch 1.13 does not have it.</param>
    /// <param name="maximize">True to go up; PyTorch 1.13 does not have it.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public NAdam(ParameterGroup parameters, double learningRate = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3, bool decoupledWeightDecay = false, bool maximize = false)
        : base(("lr", learningRate), ("betas", Tuple(betas ?? (0.9, 0.999))), ("eps", eps), ("weight_decay", As(0L, weightDecay)), ("momentum_decay", momentumDecay), ("decoupled_weight_decay", decoupledWeightDecay), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, betas, eps, weightDecay);
        Require(TorchName, "the momentum's decay", momentumDecay, momentumDecay >= 0, "0 or more");
        AddGroup(parameters);
    }

    private protected override string TorchName => "NAdam";

    private protected override IReadOnlyList<string> SlotNames => ["exp_avg", "exp_avg_sq"];

    private protected override string OptionNames(TorchRelease release) => release == TorchRelease.Torch113
        ? "lr betas eps weight_decay momentum_decay foreach"
        : "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize foreach capturable differentiable";

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double step = state.CountStep(), rate = group.LearningRate;
        (double beta1, double beta2) = group.Pair("betas");
        double momentum = Momentum(step), next = Momentum(step + 1);
        state.SetScalar("mu_product", (float)state.Scalar("mu_product", 1) * (float)momentum);
        double product = state.Scalar("mu_product", 1);
        NAdamUpdate<T> update = new(beta1, beta2, group.Number("eps"), rate * (1 - momentum) / (1 - product), rate * next / (1 - product * next), 1 - Math.Pow(beta2, step));
        elements.Run(update, state.Like<T>("exp_avg"), state.Like<T>("exp_avg_sq"));

        double Momentum(double step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * group.Number("momentum_decay")));
    }

    readonly struct NAdamUpdate<T>(double beta1, double beta2, double eps, double size, double sizeOfMean, double correction) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _share1 = T.CreateTruncating(1 - beta1), _beta2 = T.CreateTruncating(beta2), _share2 = T.CreateTruncating(1 - beta2), _eps = T.CreateTruncating(eps);
        readonly T _size = T.CreateTruncating(size), _sizeOfMean = T.CreateTruncating(sizeOfMean), _correction = T.CreateTruncating(correction);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third)
        {
            mean += (gradient - mean) * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            Vector<T> denominator = Vector.SquareRoot(square / new Vector<T>(_correction)) + new Vector<T>(_eps);
            weight -= gradient * _size / denominator;
            weight -= mean * _sizeOfMean / denominator;
        }
    }
}
