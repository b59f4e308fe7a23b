using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>RMSprop (Hinton 2012, lecture 6 of Neural Networks for Machine Learning), also centered after Graves 2013 (https://arxiv.org/abs/1308.0850).</summary>
public sealed class RmsProp : FirstOrderOptimizer
{
    /// <summary>RMSprop over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="alpha">How much is kept of the running average of squares.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="momentum">How much of the last step is kept.</param>
    /// <param name="centered">True to divide by the gradients' deviation instead of their root mean square.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RmsProp(ParameterGroup parameters, double learningRate = 1e-2, double alpha = 0.99, double eps = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : base(("lr", learningRate), ("momentum", As(0L, momentum)), ("alpha", alpha), ("eps", eps), ("centered", centered), ("weight_decay", As(0L, weightDecay)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, null, eps, weightDecay);
        Require(TorchName, "momentum", momentum, momentum >= 0, "0 or more");
        Require(TorchName, "alpha", alpha, alpha >= 0, "0 or more");
        AddGroup(parameters);
    }

    private protected override string TorchName => "RMSprop";

    private protected override IReadOnlyList<string> SlotNames => ["square_avg", "momentum_buffer", "grad_avg"];

    private protected override string OptionNames(TorchRelease release) => release == TorchRelease.Torch113
        ? "lr momentum alpha eps centered weight_decay foreach maximize differentiable"
        : "lr momentum alpha eps centered weight_decay capturable foreach maximize differentiable";

    private protected override bool CountsWhole(TorchRelease release) => release == TorchRelease.Torch113;

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        state.CountStep();
        double momentum = group.Number("momentum");
        bool centered = group.Flag("centered");
        Span<T> square = state.Like<T>("square_avg"), buffer = momentum > 0 ? state.Like<T>("momentum_buffer") : default;
        elements.Run(new RmsUpdate<T>(group.LearningRate, group.Number("alpha"), group.Number("eps"), momentum, centered), square, buffer, centered ? state.Like<T>("grad_avg") : default);
    }

    readonly struct RmsUpdate<T>(double learningRate, double alpha, double eps, double momentum, bool centered) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _learningRate = T.CreateTruncating(learningRate), _alpha = T.CreateTruncating(alpha), _share = T.CreateTruncating(1 - alpha);
        readonly T _eps = T.CreateTruncating(eps), _momentum = T.CreateTruncating(momentum);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> square, ref Vector<T> buffer, ref Vector<T> mean)
        {
            square = square * _alpha + gradient * gradient * _share;
            if (centered)
                mean += (gradient - mean) * _share;
            Vector<T> step = gradient / (Vector.SquareRoot(centered ? square - mean * mean : square) + new Vector<T>(_eps));
            if (momentum > 0)
                step = buffer = buffer * _momentum + step;
            weight -= step * _learningRate;
        }
    }
}
