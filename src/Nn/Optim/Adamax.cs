using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adam with the infinity norm (Kingma and Ba 2014, https://arxiv.org/abs/1412.6980).</summary>
public sealed class Adamax : FirstOrderOptimizer
{
    /// <summary>Adamax over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="betas">How much is kept of the running averages of gradients and of the greatest; (0.9, 0.999) unless given.</param>
    /// <param name="eps">Added to magnitudes.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Adamax(ParameterGroup parameters, double learningRate = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weightDecay = 0, bool maximize = false)
        : base(("lr", learningRate), ("betas", Tuple(betas ?? (0.9, 0.999))), ("eps", eps), ("weight_decay", As(0L, weightDecay)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, betas, eps, weightDecay);
        AddGroup(parameters);
    }

    private protected override string TorchName => "Adamax";

    private protected override IReadOnlyList<string> SlotNames => ["exp_avg", "exp_inf"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr betas eps weight_decay foreach maximize" + (release == TorchRelease.Torch113 ? "" : " differentiable capturable");

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double step = state.CountStep();
        (double beta1, double beta2) = group.Pair("betas");
        elements.Run(new AdamaxUpdate<T>(group.LearningRate / (1 - Math.Pow(beta1, step)), beta1, beta2, group.Number("eps")), state.Like<T>("exp_avg"), state.Like<T>("exp_inf"));
    }

    readonly struct AdamaxUpdate<T>(double size, double beta1, double beta2, double eps) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _size = T.CreateTruncating(size), _share = T.CreateTruncating(1 - beta1), _beta2 = T.CreateTruncating(beta2), _eps = T.CreateTruncating(eps);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> mean, ref Vector<T> greatest, ref Vector<T> third)
        {
            mean += (gradient - mean) * _share;
            greatest = Vector.Max(greatest * _beta2, Vector.Abs(gradient) + new Vector<T>(_eps));
            weight -= mean * _size / greatest;
        }
    }
}
