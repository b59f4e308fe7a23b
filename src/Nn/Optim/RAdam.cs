using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adam whose first steps are rectified (Liu et al. 2019, https://arxiv.org/abs/1908.03265).</summary>
public sealed class RAdam : FirstOrderOptimizer
{
    /// <summary>RAdam over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="betas">How much is kept of the running averages of gradients and of their squares; (0.9, 0.999) unless given.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="decoupledWeightDecay">True to shrink the weights themselves, as <see cref="AdamW"/> does; PyTorch 1.13 does not have it.</param>
    /// <param name="maximize">True to go up; PyTorch 1.13 does not have it.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RAdam(ParameterGroup parameters, double learningRate = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weightDecay = 0, bool decoupledWeightDecay = false, bool maximize = false)
        : base(("lr", learningRate), ("betas", Tuple(betas ?? (0.9, 0.999))), ("eps", eps), ("weight_decay", As(0L, weightDecay)), ("maximize", maximize), ("decoupled_weight_decay", decoupledWeightDecay))
    {
        RequireUsual(TorchName, learningRate, betas, eps, weightDecay);
        AddGroup(parameters);
    }

    private protected override string TorchName => "RAdam";

    private protected override IReadOnlyList<string> SlotNames => ["exp_avg", "exp_avg_sq"];

    private protected override string OptionNames(TorchRelease release) => release == TorchRelease.Torch113
        ? "lr betas eps weight_decay foreach"
        : "lr betas eps weight_decay maximize foreach capturable decoupled_weight_decay differentiable";

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double step = state.CountStep();
        (double beta1, double beta2) = group.Pair("betas");
        double correction = 1 - Math.Pow(beta2, step), longest = 2 / (1 - beta2) - 1;
        // How many gradients the average of squares is worth: of few the variance is not known.
        double length = longest - 2 * step * Math.Pow(beta2, step) / correction;
        double rectified = length > 5
            ? Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) * Math.Sqrt(correction)
            : 0;
        RAdamUpdate<T> update = new(beta1, beta2, group.Number("eps"), group.LearningRate / (1 - Math.Pow(beta1, step)), rectified);
        elements.Run(update, state.Like<T>("exp_avg"), state.Like<T>("exp_avg_sq"));
    }

    readonly struct RAdamUpdate<T>(double beta1, double beta2, double eps, double size, double rectified) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _share1 = T.CreateTruncating(1 - beta1), _beta2 = T.CreateTruncating(beta2), _share2 = T.CreateTruncating(1 - beta2), _eps = T.CreateTruncating(eps);
        readonly T _size = T.CreateTruncating(size), _rectified = T.CreateTruncating(rectified);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third)
        {
            mean += (gradient - mean) * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            Vector<T> step = mean * _size;
            weight -= rectified == 0 ? step : step * _rectified / (Vector.SquareRoot(square) + new Vector<T>(_eps));
        }
    }
}
