using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>Thirty steps of every scheduler give PyTorch's rates and momenta; its state_dicts after 15 and 30, also after loading.</summary>
sealed class SchedulerTests
{
    const double Relative = 1e-13;

    static IEnumerable<string> Names => SchedulerCase.Classes.Keys;

    [Test]
    public void GivesPyTorchsRates([ValueSource(nameof(Names))] string name, [Values("1.13", "2.14")] string version)
    {
        SchedulerCase[] cases = [.. SchedulerCase.Load(version).Where(c => c.Class == name)];
        string[] wrong = [.. from c in cases where !Deviates(c) let difference = Wrong(c) where difference is not null select $"{c}: {difference}"];
        Assert.That(cases, Is.Not.Empty);
        Assert.That(wrong, Is.Empty, () => $"{wrong.Length} of {cases.Length}\n{string.Join('\n', wrong)}");
    }

    // 1.13 changes rates and momenta in the constructor also when it goes on from an epoch.
    static bool Deviates(SchedulerCase c) => c.Version == "1.13" && c.ToString().Contains("last_epoch");

    static string? Wrong(SchedulerCase c)
    {
        Optimizer optimizer = c.MakeOptimizer();
        return Steps(c, optimizer, c.Make(optimizer), 0) ?? Resumed(c);
    }

    // The optimizer's own state_dict holds the rates: here the fixture's after step 15.
    static string? Resumed(SchedulerCase c)
    {
        StateDict states = c.Fields.Get<StateDict>("state_dicts");
        if (!states.ContainsKey(15))
            return null;
        Optimizer optimizer = c.MakeOptimizer();
        Scheduler scheduler = c.Make(optimizer);
        IReadOnlyList<object?> rates = OptimizerCase.List(OptimizerCase.List(c.Fields["rates"])[15]);
        for (int i = 0; i < rates.Count; i++)
            optimizer.Groups[i]["lr"] = rates[i];
        scheduler.LoadStateDict(states.Get<StateDict>(15));
        return Steps(c, optimizer, scheduler, 15) is { } difference ? $"resumed: {difference}" : null;
    }

    static string? Steps(SchedulerCase c, Optimizer optimizer, Scheduler scheduler, int from)
    {
        IReadOnlyList<object?> given = OptimizerCase.List(c.Fields["given"]), rates = OptimizerCase.List(c.Fields["rates"]), momenta = OptimizerCase.List(c.Fields["momenta"]);
        StateDict states = c.Fields.Get<StateDict>("state_dicts");
        if (Differ(from) is { } before)
            return $"before: {before}";
        for (int step = from; step < given.Count; step++)
        {
            Step(scheduler, given[step]);
            if (Differ(step + 1) is { } difference)
                return $"step {step + 1}: {difference}";
            if (states.TryGetValue(step + 1, out object? state) && Find(c, (StateDict)state!, scheduler.StateDict(OptimizerCase.ReleaseOf(c.Version))) is { } other)
                return $"state after step {step + 1}: {other}";
        }
        if (c.Fields.ContainsKey("error"))
            Assert.That(() => Step(scheduler, null), Throws.InvalidOperationException);
        return null;

        string? Differ(int step) =>
            StateDifference.Numbers("rates", Doubles(rates[step]), [.. optimizer.Groups.Select(group => group.LearningRate)], Relative)
            ?? (from == 0 || step > from ? StateDifference.Numbers("momenta", Doubles(momenta[step]), [.. optimizer.Groups.Select(Momentum)], Relative) : null);
    }

    static void Step(Scheduler scheduler, object? given)
    {
        if (scheduler is ReduceLrOnPlateau plateau)
            plateau.Step((double)given!);
        else if (given is double epoch)
            ((CosineAnnealingWarmRestarts)scheduler).Step(epoch);
        else
            ((LrScheduler)scheduler).Step();
    }

    static string? Find(SchedulerCase c, StateDict expected, StateDict actual)
    {
        expected = new(expected);
        actual = new(actual);
        // 1.13 counts the step that begins anew.
        if (c is { Version: "1.13", Class: "SequentialLR" })
        {
            expected.Remove("_schedulers");
            actual.Remove("_schedulers");
        }
        // The fixture leaves callables out; where they stand says nothing.
        foreach (object? name in OptimizerCase.List(c.Fields["left_out"]))
            if (!((string)name!).Contains('.'))
                actual.Remove((string)name);
        return StateDifference.Find(expected, actual, Relative);
    }

    static double[] Doubles(object? list) => [.. OptimizerCase.List(list).Select(number => Convert.ToDouble(number, null))];

    static double Momentum(ParameterGroup group) => group.Has("betas") ? Convert.ToDouble(((TupleValue)group["betas"]!)[0], null) : group.Number("momentum");

    [Test]
    public void FunctionsSayTheRates()
    {
        Parameter weight = new(Tensor.Zeros([1]));
        Sgd first = new([weight], 0.1), second = new([weight], 0.1);
        LambdaLr lambda = new(first, epoch => Math.Pow(0.5, epoch));
        MultiplicativeLr product = new(second, _ => 0.5);
        for (int i = 0; i < 3; i++)
        {
            lambda.Step();
            product.Step();
        }
        Assert.That(first.Groups[0].LearningRate, Is.EqualTo(0.0125).Within(1e-15));
        Assert.That(second.Groups[0].LearningRate, Is.EqualTo(0.0125).Within(1e-15));
        Assert.That(() => new LambdaLr(first, [epoch => 1, epoch => 2]), Throws.ArgumentException.With.Message.Contains("2 functions"));
    }

    [Test]
    public void AnotherSchedulersStateIsRefusedWhole()
    {
        Parameter weight = new(Tensor.Zeros([1]));
        Sgd sgd = new([weight], 0.1, momentum: 0.9);
        StepLr step = new(sgd, 2);
        ChainedScheduler chained = new(new ExponentialLr(sgd, 0.9), new StepLr(sgd, 3));
        StateDict other = new ExponentialLr(sgd, 0.5).StateDict();
        Assert.That(() => step.LoadStateDict(other), Throws.ArgumentException.With.Message.Contains("'step_size'"));
        StateDict mixed = chained.StateDict();
        mixed["_schedulers"] = new List<object?> { other, other };
        Assert.That(() => chained.LoadStateDict(mixed), Throws.ArgumentException);
        Assert.That(((StateDict)OptimizerCase.List(chained.StateDict()["_schedulers"])[0]!)["gamma"], Is.EqualTo(0.9));
        StateDict two = step.StateDict();
        two["base_lrs"] = new List<object?> { 0.1, 0.2 };
        Assert.That(() => step.LoadStateDict(two), Throws.ArgumentException.With.Message.Contains("a list of 2").And.Message.Contains("a list of 1"));
    }

    [Test]
    public void GoingOnNeedsTheRatesOfTheBeginning()
    {
        Parameter weight = new(Tensor.Zeros([1]));
        Assert.That(() => new StepLr(new Sgd([weight], 0.1), 2, lastEpoch: 3), Throws.ArgumentException.With.Message.Contains("'initial_lr'"));
        Assert.That(() => new OneCycleLr(new Adagrad([weight]), 0.1, 10), Throws.ArgumentException.With.Message.Contains("cycleMomentum: false"));
        Assert.That(() => new OneCycleLr(new Sgd([weight]), new[] { 0.1, 0.2 }, 10), Throws.ArgumentException.With.Message.Contains("1 groups"));
    }
}
