using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Resilient backpropagation, which looks at the signs of gradients alone (Riedmiller and Braun 1993).</summary>
public sealed class Rprop : FirstOrderOptimizer
{
    /// <summary>Rprop over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">The first steps' size.</param>
    /// <param name="etas">What a step's size is multiplied with when the sign changed and when it did not; (0.5, 1.2) unless given.</param>
    /// <param name="stepSizes">The least and the greatest size of a step; (1e-6, 50) unless given.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Rprop(ParameterGroup parameters, double learningRate = 1e-2, (double Minus, double Plus)? etas = null, (double Least, double Greatest)? stepSizes = null, bool maximize = false)
        : base(("lr", learningRate), ("etas", Tuple(etas ?? (0.5, 1.2))), ("step_sizes", stepSizes is { } sizes ? Tuple(sizes) : new TupleValue(1e-6, 50L)), ("maximize", maximize))
    {
        RequireUsual(TorchName, learningRate, null, 0, 0);
        if (etas is { } given)
            Require(TorchName, "the smaller eta", given.Minus, given.Minus is > 0 and < 1 && given.Plus > 1, "between 0 and 1, the greater above 1");
        AddGroup(parameters);
    }

    private protected override string TorchName => "Rprop";

    private protected override IReadOnlyList<string> SlotNames => ["prev", "step_size"];

    private protected override string OptionNames(TorchRelease release) =>
        "lr etas step_sizes foreach maximize" + (release == TorchRelease.Torch113 ? "" : " differentiable capturable");

    private protected override bool CountsWhole(TorchRelease release) => release == TorchRelease.Torch113;

    private protected override (double Decay, double Shrink) Decay(ParameterGroup group) => (0, 1);

    private protected override void Update<T>(ParameterGroup group, ParameterState state, Elements<T> elements)
    {
        state.CountStep();
        (double minus, double plus) = group.Pair("etas");
        (double least, double greatest) = group.Pair("step_sizes");
        elements.Run(new RpropUpdate<T>(minus, plus, least, greatest), state.Like<T>("prev"), state.Like<T>("step_size", group.LearningRate));
    }

    readonly struct RpropUpdate<T>(double minus, double plus, double least, double greatest) : IUpdate<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        readonly T _minus = T.CreateTruncating(minus), _plus = T.CreateTruncating(plus), _least = T.CreateTruncating(least), _greatest = T.CreateTruncating(greatest);

        public void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> previous, ref Vector<T> size, ref Vector<T> third)
        {
            Vector<T> same = gradient * previous;
            Vector<T> turned = Vector.LessThan(same, Vector<T>.Zero);
            Vector<T> factor = Vector.ConditionalSelect(turned, new(_minus), Vector.ConditionalSelect(Vector.GreaterThan(same, Vector<T>.Zero), new(_plus), Vector<T>.One));
            size = Vector.Min(Vector.Max(size * factor, new(_least)), new(_greatest));
            previous = Vector.ConditionalSelect(turned, Vector<T>.Zero, gradient);
            weight -= Vector.ConditionalSelect(Vector.GreaterThan(previous, Vector<T>.Zero), size, Vector.ConditionalSelect(Vector.LessThan(previous, Vector<T>.Zero), -size, Vector<T>.Zero));
        }
    }
}
