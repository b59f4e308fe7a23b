using System.Text.Json;
using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>Ten steps of every optimizer are PyTorch's, and so are the state_dicts after five and ten; from five on also after loading.</summary>
sealed class OptimizerTests
{
    const double Relative = 1e-6;

    // Not here: the newest two, which are for matrices of large models.
    static readonly string[] NotHere = ["Adafactor", "Muon"];

    static IEnumerable<string> Names => OptimizerCase.Classes.Keys.Where(name => name != "LBFGS");

    // PyTorch 1.13 has another formula where it goes parameter by parameter; here everything is as in 2.6 and 2.14.
    static bool Deviates(OptimizerCase c) => c.Version == "1.13" && c.Class == "NAdam" && !c.Name.Contains("foreach");

    [Test]
    public void TakesPyTorchsSteps([ValueSource(nameof(Names))] string name, [Values("1.13", "2.14")] string version)
    {
        List<string> wrong = [];
        OptimizerCase[] cases = OptimizerCase.Load(version, name);
        foreach (OptimizerCase c in cases)
            if (!Deviates(c) && Wrong(c) is { } difference)
                wrong.Add($"{c}: {difference}");
        Assert.That(cases, Is.Not.Empty);
        Assert.That(wrong, Is.Empty, () => $"{wrong.Count} of {cases.Length}\n{string.Join('\n', wrong)}");
    }

    static string? Wrong(OptimizerCase c)
    {
        Parameter[] parameters = OptimizerCase.Parameters(c.Fields["before"]);
        StateDict saved = c.Fields.Get<StateDict>("state_dicts");
        return Steps(c, (FirstOrderOptimizer)c.Make(parameters), parameters, 0)
            ?? (Resumed(c, parameters, saved.Get<StateDict>(5)) is { } difference ? $"resumed: {difference}" : null);
    }

    static string? Resumed(OptimizerCase c, Parameter[] parameters, StateDict saved)
    {
        parameters = OptimizerCase.Parameters(OptimizerCase.List(c.Fields["weights"])[4]);
        FirstOrderOptimizer optimizer = (FirstOrderOptimizer)c.Make(parameters);
        optimizer.LoadStateDict(saved);
        return StateDifference.Find(saved, optimizer.StateDict(c.Release), 0) ?? Steps(c, optimizer, parameters, 5);
    }

    static string? Steps(OptimizerCase c, FirstOrderOptimizer optimizer, Parameter[] parameters, int from)
    {
        IReadOnlyList<object?> gradients = OptimizerCase.List(c.Fields["gradients"]), weights = OptimizerCase.List(c.Fields["weights"]);
        StateDict saved = c.Fields.Get<StateDict>("state_dicts");
        double[] scales = [.. parameters.Select((_, i) => Greatest(c.Fields["before"], i))];
        for (int step = from; step < gradients.Count; step++)
        {
            Gradients given = [];
            IReadOnlyList<object?> of = OptimizerCase.List(gradients[step]);
            for (int i = 0; i < parameters.Length; i++)
                given[parameters[i]] = (Tensor?)of[i];
            optimizer.Step(given);
            for (int i = 0; i < parameters.Length; i++)
                if (StateDifference.Find(OptimizerCase.List(weights[step])[i], parameters[i].Value, Relative, scale: scales[i] = Math.Max(scales[i], Greatest(weights[step], i))) is { } difference)
                    return $"step {step + 1}, parameter {i}: {difference}";
            if (saved.ContainsKey(step + 1) && StateDifference.Find(saved[step + 1], optimizer.StateDict(c.Release), Relative) is { } other)
                return $"state after step {step + 1}: {other}";
        }
        return null;
    }

    static double Greatest(object? weights, int i) => StateDifference.Doubles((Tensor)OptimizerCase.List(weights)[i]!).Max(Math.Abs);

    // The one wants the group of an earlier scheduler, the other counts from its parts (fixtures/README.md).
    static readonly string[] WithoutCases = ["OneCycleLR.last_epoch", "SequentialLR.last_epoch"];

    [Test]
    public void EveryClassAndArgumentHasACase()
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", "optimizers", "index.json")));
        HashSet<string> run = [.. OptimizerCase.Classes.Keys.SelectMany(name => OptimizerCase.Load("2.14", name)).Where(c => !Deviates(c)).Select(c => $"{c.Class} {c.Name}"),
            .. SchedulerCase.Load("2.14").Select(c => $"{c.Class} {c.Fields["name"]}")];
        foreach (JsonProperty entry in index.RootElement.EnumerateObject())
        {
            if (NotHere.Contains(entry.Name))
                continue;
            Assert.That(OptimizerCase.Classes.ContainsKey(entry.Name) || SchedulerCase.Classes.ContainsKey(entry.Name), $"{entry.Name} is not here");
            foreach (JsonProperty argument in entry.Value.GetProperty("arguments").EnumerateObject())
            {
                string name = $"{entry.Name}.{argument.Name}";
                string[] cases = argument.Value.TryGetProperty("cases", out JsonElement named) ? [.. named.EnumerateArray().Select(c => $"{entry.Name} {c.GetString()}")] : [];
                bool isExempt = argument.Value.TryGetProperty("required", out _) || WithoutCases.Contains(name);
                Assert.That(cases.Length > 0 || isExempt, $"{name} has no case");
                Assert.That(cases, Is.All.Matches<string>(run.Contains), $"{name} has a case that nobody runs");
            }
        }
    }

    [Test]
    public void OnlyWhatHasAGradientChanges()
    {
        Parameter[] two = [new(Tensor.From<float>(1, 2)), new(Tensor.From<float>(3))];
        Adam adam = new(new(two), 0.1);
        adam.Step(new() { [two[0]] = Tensor.From<float>(1, 1), [two[1]] = null });
        Assert.That(two[1].Value.Item<float>(), Is.EqualTo(3));
        Assert.That(adam.StateDict().Get<StateDict>("state").Keys, Is.EqualTo(new StateKey[] { 0 }));
    }

    [Test]
    public void GradientsThatDoNotFitAreSaidAndNothingMoves()
    {
        Parameter weight = new(Tensor.From<float>(1, 2)), other = new(Tensor.From<float>(1));
        Sgd sgd = new([weight], 0.1);
        Assert.That(() => sgd.Step(new() { [weight] = Tensor.From<float>(1, 1), [other] = Tensor.From<float>(1) }), Throws.ArgumentException.With.Message.Contains("AddGroup"));
        Assert.That(() => sgd.Step(new() { [weight] = Tensor.From<float>(1) }), Throws.ArgumentException.With.Message.Contains("[1]").And.Message.Contains("[2]"));
        Assert.That(() => sgd.Step(new() { [weight] = Tensor.From<double>(1, 1) }), Throws.ArgumentException);
        Assert.That(weight.Value.ToArray<float>(), Is.EqualTo([1f, 2]));
        weight.Value = weight.Value.To(DType.BFloat16);
        Assert.That(() => sgd.Step(new() { [weight] = Tensor.From<float>(1, 1).To(DType.BFloat16) }), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("float32"));
    }

    [Test]
    public void OptionsOutOfRangeAndParametersTwiceAreRefused()
    {
        Parameter weight = new(Tensor.From<float>(1));
        Assert.That(() => new Sgd([weight], -1), Throws.ArgumentException.With.Message.Contains("-1"));
        Assert.That(() => new Sgd([weight], 1, nesterov: true), Throws.ArgumentException.With.Message.Contains("Nesterov"));
        Assert.That(() => new Adam([weight], betas: (0.9, 1)), Throws.ArgumentException.With.Message.Contains("second beta"));
        Assert.That(() => new Adam([weight, weight]), Throws.ArgumentException.With.Message.Contains("in a group already"));
        Assert.That(() => new Adam(new(Array.Empty<Parameter>())), Throws.ArgumentException.With.Message.Contains("no parameters"));
        Assert.That(() => new Lbfgs([weight]).AddGroup(new([new Parameter(Tensor.From<float>(1))])), Throws.ArgumentException);
        Assert.That(() => new Adam([weight]).Groups[0]["betaz"], Throws.InstanceOf<KeyNotFoundException>().With.Message.Contains("'betas'"));
    }

    [Test]
    public void AViewIsNotWrittenThrough()
    {
        Tensor shared = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
        Parameter weight = new(Tensor.Zeros([2, 2]));
        weight.Value = shared.Transpose(0, 1);
        new Sgd([weight], 1).Step(new() { [weight] = Tensor.From<float>([1, 1, 1, 1], [2, 2]) });
        Assert.That(weight.Value.ToArray<float>(), Is.EqualTo([0f, 2, 1, 3]));
        Assert.That(shared.ToArray<float>(), Is.EqualTo([1f, 2, 3, 4]));
    }
}
