using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adam (Kingma and Ba 2014, https://arxiv.org/abs/1412.6980), and AMSGrad (Reddi et al. 2018).</summary>
public class Adam : FirstOrderOptimizer
{
    /// <summary>Adam over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="betas">How much is kept of the running averages of gradients and of their squares; (0.9, 0.999) unless given.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="amsgrad">True to divide by the greatest of the averages so far.</param>
    /// <param name="maximize">True to go up.</param>
    /// <param name="decoupledWeightDecay">True to shrink the weights themselves, as <see cref="AdamW"/> does; PyTorch 2.6 does not have it yet.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Adam(ParameterGroup parameters, double learningRate = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weightDecay = 0, bool amsgrad = false, bool maximize = false, bool decoupledWeightDecay = false)
        : this(parameters, As(0L, weightDecay), learningRate, betas, eps, weightDecay, amsgrad, maximize)
    {
        if (decoupledWeightDecay)
            Groups[0]["decoupled_weight_decay"] = true;
    }

    private protected Adam(ParameterGroup parameters, object decay, double learningRate, (double, double)? betas, double eps, double weightDecay, bool amsgrad, bool maximize)
        : base(("lr", learningRate), ("betas", Tuple(betas ?? (0.9, 0.999))), ("eps", eps), ("weight_decay", decay), ("amsgrad", amsgrad), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, betas, eps, weightDecay);
        AddGroup(parameters);
    }

    private protected override string TorchName => "Adam";

    private protected override IReadOnlyList<string> SlotNames => ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused" + (release == TorchRelease.Torch214 ? " decoupled_weight_decay" : "");

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double step = state.CountStep();
        (double beta1, double beta2) = group.Pair("betas");
        bool amsgrad = group.Flag("amsgrad");
        AdamUpdate<T> update = new(beta1, beta2, group.Number("eps"), group.LearningRate / (1 - Math.Pow(beta1, step)), Math.Sqrt(1 - Math.Pow(beta2, step)), amsgrad);
        elements.Run(update, state.Like<T>("exp_avg"), state.Like<T>("exp_avg_sq"), amsgrad ? state.Like<T>("max_exp_avg_sq") : default);
    }

    readonly struct AdamUpdate<T>(double beta1, double beta2, double eps, double size, double correction, bool amsgrad) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _share1 = T.CreateTruncating(1 - beta1), _beta2 = T.CreateTruncating(beta2), _share2 = T.CreateTruncating(1 - beta2);
        readonly T _eps = T.CreateTruncating(eps), _size = T.CreateTruncating(size), _correction = T.CreateTruncating(correction);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> greatest)
        {
            mean += (gradient - mean) * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            if (amsgrad)
                greatest = Vector.Max(greatest, square);
            Vector<T> denominator = Vector.SquareRoot(amsgrad ? greatest : square) / new Vector<T>(_correction) + new Vector<T>(_eps);
            weight -= mean * _size / denominator;
        }
    }
}
