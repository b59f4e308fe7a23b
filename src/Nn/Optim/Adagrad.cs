using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>Adagrad (Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html).</summary>
public sealed class Adagrad : FirstOrderOptimizer
{
    /// <summary>Adagrad over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="lrDecay">By how much of itself the learning rate falls with every step.</param>
    /// <param name="weightDecay">How much of the weights is added to the gradients.</param>
    /// <param name="initialAccumulatorValue">What the sums of squares start from.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Adagrad(ParameterGroup parameters, double learningRate = 1e-2, double lrDecay = 0, double weightDecay = 0, double initialAccumulatorValue = 0, double eps = 1e-10, bool maximize = false)
        : base(("lr", learningRate), ("lr_decay", As(0L, lrDecay)), ("eps", eps), ("weight_decay", As(0L, weightDecay)), ("initial_accumulator_value", As(0L, initialAccumulatorValue)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, null, eps, weightDecay);
        Require(TorchName, "the learning rate's decay", lrDecay, lrDecay >= 0, "0 or more");
        Require(TorchName, "the accumulator's first value", initialAccumulatorValue, initialAccumulatorValue >= 0, "0 or more");
        AddGroup(parameters);
    }

    private protected override string TorchName => "Adagrad";

    private protected override IReadOnlyList<string> SlotNames => ["sum"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize" + (release == TorchRelease.Torch113 ? "" : " differentiable fused");

    // Unlike the others it has state before the first step.
    private protected override void Added(ParameterGroup group)
    {
        foreach (Parameter parameter in group.Parameters)
        {
            ParameterState state = new(StateOf(parameter), parameter.Value);
            state.Scalar("step", 0);
            if (parameter.Value.DType == Tensors.DType.Float64)
                state.Like<double>("sum", group.Number("initial_accumulator_value"));
            else if (parameter.Value.DType == Tensors.DType.Float32)
                state.Like<float>("sum", group.Number("initial_accumulator_value"));
        }
    }

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        double step = state.CountStep();
        double rate = group.LearningRate / (1 + (step - 1) * group.Number("lr_decay"));
        elements.Run(new AdagradUpdate<T>(T.CreateTruncating(rate), T.CreateTruncating(group.Number("eps"))), state.Like<T>("sum", group.Number("initial_accumulator_value")));
    }

    readonly struct AdagradUpdate<T>(T rate, T eps) : IUpdate<T> where T : unmanaged
    {
        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> sum, ref Vector<T> second, ref Vector<T> third)
        {
            sum += gradient * gradient;
            weight -= gradient * rate / (Vector.SquareRoot(sum) + new Vector<T>(eps));
        }
    }
}
