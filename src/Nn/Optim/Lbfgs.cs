using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>
/// L-BFGS (Liu and Nocedal 1989), which evaluates the function itself, several times in a step, with or without a search along
/// the line for the strong Wolfe conditions.
/// </summary>
public sealed class Lbfgs : Optimizer
{
    /// <summary>L-BFGS over one group; it takes no others.</summary>
    /// <param name="parameters">What is optimized, a model or a group; all float32 or all float64.</param>
    /// <param name="learningRate">How far a step goes along its direction, where no search tells.</param>
    /// <param name="maxIter">Directions in one step.</param>
    /// <param name="maxEval">Evaluations in one step; a quarter more than directions unless given.</param>
    /// <param name="toleranceGrad">A step ends when no gradient is greater.</param>
    /// <param name="toleranceChange">A step ends when neither weights nor the function change by more.</param>
    /// <param name="historySize">How many changes are remembered.</param>
    /// <param name="strongWolfe">True to search along the line.</param>
    /// <param name="maximize">True to go up; PyTorch 2.6 does not have it yet.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Lbfgs(ParameterGroup parameters, double learningRate = 1, int maxIter = 20, int? maxEval = null, double toleranceGrad = 1e-7, double toleranceChange = 1e-9, int historySize = 100, bool strongWolfe = false, bool maximize = false)
        : base(("lr", As(1L, learningRate)), ("max_iter", (long)maxIter), ("max_eval", (long)(maxEval ?? maxIter * 5 / 4)), ("tolerance_grad", toleranceGrad),
            ("tolerance_change", toleranceChange), ("history_size", (long)historySize), ("line_search_fn", strongWolfe ? "strong_wolfe" : null), ("maximize", maximize))
    {
        Require(TorchName, "the learning rate", learningRate, learningRate >= 0, "0 or more");
        Require(TorchName, "the history's size", historySize, historySize >= 1, "1 or more");
        AddGroup(parameters);
    }

    private protected override string TorchName => "LBFGS";

    private protected override IReadOnlyList<string> SlotNames => [];

    /// <summary>Adds the one group.</summary>
    /// <exception cref="ArgumentException">There is a group already.</exception>
    public override void AddGroup(ParameterGroup group)
    {
        if (Groups.Count > 0)
            throw new ArgumentException("LBFGS: it has one group and cannot have more: put all parameters into it", nameof(group));
        base.AddGroup(group);
    }

    /// <summary>Takes a step.</summary>
    /// <param name="closure">Computes the function and its gradients where the parameters are now. It is called several times.</param>
    /// <returns>The function before the step.</returns>
    /// <exception cref="NotSupportedException">The parameters are not all float32 or all float64.</exception>
    public double Step(Func<(double Loss, Gradients Gradients)> closure)
    {
        ParameterGroup group = Groups[0];
        DType dtype = group.Parameters[0].Value.DType;
        if (dtype is not (DType.Float32 or DType.Float64) || group.Parameters.Any(parameter => parameter.Value.DType != dtype))
            throw new NotSupportedException($"LBFGS: parameters are {string.Join(", ", group.Parameters.Select(parameter => parameter.Value.DType.Name()).Distinct())}, all float32 or all float64 was needed");
        StateDict state = StateOf(group.Parameters[0]);
        return dtype == DType.Float64 ? new LbfgsStep<double>(group, state, closure).Run() : new LbfgsStep<float>(group, state, closure).Run();
    }

    private protected override string OptionNames(TorchRelease release) =>
        "lr max_iter max_eval tolerance_grad tolerance_change history_size line_search_fn" + (release == TorchRelease.Torch214 ? " maximize" : "");
}
