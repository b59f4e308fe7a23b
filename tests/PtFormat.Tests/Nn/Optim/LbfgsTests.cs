using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>Ten steps of L-BFGS over functions whose gradients are known, against PyTorch's.</summary>
sealed class LbfgsTests
{
    [Test]
    public void TakesPyTorchsSteps([Values("1.13", "2.14")] string version)
    {
        OptimizerCase[] cases = OptimizerCase.Load(version, "LBFGS");
        string[] wrong = [.. from c in cases let difference = Wrong(c) where difference is not null select $"{c}: {difference}"];
        Assert.That(cases, Is.Not.Empty);
        Assert.That(wrong, Is.Empty, () => $"{wrong.Length} of {cases.Length}\n{string.Join('\n', wrong)}");
    }

    static string? Wrong(OptimizerCase c)
    {
        Parameter[] parameters = OptimizerCase.Parameters(c.Fields["before"]);
        StateDict saved = c.Fields.Get<StateDict>("state_dicts");
        if (Steps(c, (Lbfgs)c.Make(parameters), parameters[0], 0) is { } difference)
            return difference;
        parameters = OptimizerCase.Parameters(OptimizerCase.List(c.Fields["weights"])[4]);
        Lbfgs resumed = (Lbfgs)c.Make(parameters);
        resumed.LoadStateDict(saved.Get<StateDict>(5));
        return StateDifference.Find(saved[5], resumed.StateDict(c.Release), 0) ?? (Steps(c, resumed, parameters[0], 5) is { } later ? $"resumed: {later}" : null);
    }

    static string? Steps(OptimizerCase c, Lbfgs optimizer, Parameter x, int from)
    {
        IReadOnlyList<object?> losses = OptimizerCase.List(c.Fields["losses"]), weights = OptimizerCase.List(c.Fields["weights"]);
        double relative = x.Value.DType == DType.Float64 ? 1e-9 : 2e-4;
        for (int step = from; step < losses.Count; step++)
        {
            double loss = optimizer.Step(() => Evaluate(c, x));
            double[] wanted = StateDifference.Doubles((Tensor)OptimizerCase.List(weights[step])[0]!), found = StateDifference.Doubles(x.Value);
            if (StateDifference.Numbers("weights", wanted, found, relative, scale: 1) is { } difference)
                return $"step {step + 1}: {difference}";
            double expected = StateDifference.Doubles((Tensor)losses[step]!)[0];
            if (!(Math.Abs(loss - expected) <= relative * Math.Max(1, Math.Abs(expected))))
                return $"step {step + 1}: loss {loss}, expected {expected}";
        }
        return null;
    }

    // The functions of fixtures/optimizers/case.py, in the parameter's precision where PyTorch computes them.
    static (double, Gradients) Evaluate(OptimizerCase c, Parameter x)
    {
        double[] at = StateDifference.Doubles(x.Value), gradient = new double[at.Length];
        double loss;
        if (c.Fields.Get<string>("function") == "rosenbrock")
        {
            double valley = at[1] - at[0] * at[0];
            loss = 100 * valley * valley + (1 - at[0]) * (1 - at[0]);
            gradient = [-400 * at[0] * valley - 2 * (1 - at[0]), 200 * valley];
        }
        else
        {
            double[] matrix = StateDifference.Doubles(c.Fields.Tensor("matrix")), vector = StateDifference.Doubles(c.Fields.Tensor("vector"));
            double sign = c.Fields.Get<string>("function") == "concave" ? -1 : 1;
            loss = 0;
            for (int i = 0; i < at.Length; i++)
            {
                double row = 0, column = 0;
                for (int j = 0; j < at.Length; j++)
                {
                    row += matrix[i * at.Length + j] * at[j];
                    column += matrix[j * at.Length + i] * at[j];
                }
                loss += at[i] * row / 2 - vector[i] * at[i];
                gradient[i] = sign * ((row + column) / 2 - vector[i]);
            }
            loss *= sign;
        }
        loss = x.Value.DType == DType.Float32 ? (float)loss : loss;
        return (loss, new() { [x] = Tensor.From<double>(gradient).To(x.Value.DType) });
    }
}
