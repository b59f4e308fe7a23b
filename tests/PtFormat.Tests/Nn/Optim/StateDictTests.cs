using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>The files of fixtures/optim, two steps of each optimizer: made here they are alike, loaded and saved they are the same bytes.</summary>
sealed class StateDictTests
{
    static readonly Dictionary<string, Func<ParameterGroup, Optimizer>> Made = new()
    {
        ["sgd"] = p => new Sgd(p, 0.1),
        ["sgd-momentum"] = p => new Sgd(p, 0.1, momentum: 0.9, dampening: 0.1, weightDecay: 0.01),
        ["sgd-nesterov"] = p => new Sgd(p, 0.1, momentum: 0.9, nesterov: true),
        ["adam"] = p => new Adam(p),
        ["adam-amsgrad"] = p => new Adam(p, amsgrad: true, weightDecay: 0.01, maximize: true),
        ["adamw"] = p => new AdamW(p),
        ["rmsprop"] = p => new RmsProp(p),
        ["rmsprop-centered"] = p => new RmsProp(p, centered: true, momentum: 0.5, weightDecay: 0.01),
        ["adagrad"] = p => new Adagrad(p, lrDecay: 0.1),
        ["adadelta"] = p => new Adadelta(p),
        ["adamax"] = p => new Adamax(p),
        ["nadam"] = p => new NAdam(p),
        ["radam"] = p => new RAdam(p),
        ["asgd"] = p => new Asgd(p),
        ["rprop"] = p => new Rprop(p),
    };

    static IEnumerable<TestCaseData> Cases() =>
        from version in (string[])["1.13", "2.6", "2.14"]
        from name in Made.Keys
        select new TestCaseData(version, name);

    [TestCaseSource(nameof(Cases))]
    public void TwoStepsKeepWhatPyTorchKeeps(string version, string name)
    {
        using PtFile file = Open(version, name);
        StateDict root = file.RootStateDict();
        Parameter[] parameters = OptimizerCase.Parameters(root["before"]);
        FirstOrderOptimizer optimizer = (FirstOrderOptimizer)Make(name, parameters);
        foreach (object? step in OptimizerCase.List(root["gradients"]))
        {
            Gradients gradients = [];
            for (int i = 0; i < parameters.Length; i++)
                gradients[parameters[i]] = (Tensor)OptimizerCase.List(step)[i]!;
            optimizer.Step(gradients);
        }
        if (name == "nadam" && version == "1.13")
            return;
        Assert.That(StateDifference.Find(root["optimizer"], optimizer.StateDict(OptimizerCase.ReleaseOf(version)), 1e-6), Is.Null);
        Assert.That(StateDifference.Find(root["after"], parameters.Select(p => (object?)p.Value).ToList(), 1e-6), Is.Null);
    }

    [TestCaseSource(nameof(Cases))]
    public void LoadedAndSavedItIsTheSameFile(string version, string name)
    {
        using PtFile file = Open(version, name);
        StateDict root = file.RootStateDict();
        Optimizer optimizer = Make(name, OptimizerCase.Parameters(root["before"]));
        optimizer.LoadStateDict(file.StateDict("optimizer"));
        root["optimizer"] = optimizer.StateDict(OptimizerCase.ReleaseOf(version));
        ExpectFile(version, name, file, root);
    }

    [Test]
    public void LbfgsLoadsAndSavesTheSameFile([Values("1.13", "2.6", "2.14")] string version)
    {
        using PtFile file = Open(version, "lbfgs");
        StateDict root = file.RootStateDict();
        Lbfgs optimizer = new(new(OptimizerCase.Parameters(root["before"])), maxIter: 4, historySize: 3);
        optimizer.LoadStateDict(file.StateDict("optimizer"));
        root["optimizer"] = optimizer.StateDict(OptimizerCase.ReleaseOf(version));
        ExpectFile(version, "lbfgs", file, root);
    }

    [Test]
    public void NamedParametersKeepTheirNames([Values("2.6", "2.14")] string version)
    {
        using PtFile file = Open(version, "named-parameters");
        Linear model = new(2, 1);
        Sgd sgd = new(new(model.NamedParameters()), 0.1);
        using MemoryStream stream = new();
        PtFile.Save(stream, sgd.StateDict(OptimizerCase.ReleaseOf(version)), new() { Producer = SaveTests.Producer(version), Root = file.Container.Root });
        byte[] expected = File.ReadAllBytes(Path(version, "named-parameters"));
        Assert.That(stream.ToArray().AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, stream.ToArray()));
    }

    static readonly Dictionary<string, Func<Optimizer, Scheduler>> Schedulers = new()
    {
        ["step"] = o => new StepLr(o, 2),
        ["exponential"] = o => new ExponentialLr(o, 0.9),
        ["cosine"] = o => new CosineAnnealingLr(o, 10, 0.001),
        ["cosine-restarts"] = o => new CosineAnnealingWarmRestarts(o, 2, 2),
        ["onecycle"] = o => new OneCycleLr(o, new[] { 0.1, 0.2 }, 10),
        ["cyclic"] = o => new CyclicLr(o, 0.01, 0.1, 4),
        ["linear"] = o => new LinearLr(o),
        ["constant"] = o => new ConstantLr(o),
        ["polynomial"] = o => new PolynomialLr(o, 5, 2),
        ["plateau"] = o => new ReduceLrOnPlateau(o, patience: 1),
        ["chained"] = o => new ChainedScheduler(new ConstantLr(o, 0.1, 2), new ExponentialLr(o, 0.9)),
        ["sequential"] = o => new SequentialLr([new ConstantLr(o, 0.1, 2), new ExponentialLr(o, 0.9)], [2]),
    };

    static IEnumerable<TestCaseData> SchedulerCases() =>
        from version in (string[])["1.13", "2.6", "2.14"]
        from name in Schedulers.Keys
            // A bound method in 1.13, a file that 1.13 could not write, and a count that was another before 2.14.
        where !(version == "1.13" && name is "onecycle" or "cyclic") && !(version != "2.14" && name == "sequential")
        select new TestCaseData(version, name);

    [TestCaseSource(nameof(SchedulerCases))]
    public void AScheduledFileIsMadeAnewToTheByte(string version, string name)
    {
        using PtFile file = Open(version, $"scheduler-{name}");
        StateDict root = file.RootStateDict();
        Sgd sgd = new([new(Tensor.Zeros([2, 3])), new(Tensor.Zeros([3]))], 0.1, momentum: 0.9);
        sgd.AddGroup(new([new Parameter(Tensor.Zeros([1, 2]))]) { LearningRate = 0.02 });
        Scheduler scheduler = Schedulers[name](sgd);
        for (int epoch = 0; epoch < 3; epoch++)
            if (scheduler is ReduceLrOnPlateau plateau)
                plateau.Step(1.0 + epoch);
            else
                ((LrScheduler)scheduler).Step();
        TorchRelease release = OptimizerCase.ReleaseOf(version);
        Assert.That(StateDifference.Find(root["scheduler"], scheduler.StateDict(release), 0), Is.Null);
        root["scheduler"] = scheduler.StateDict(release);
        root["optimizer"] = sgd.StateDict(release);
        ExpectFile(version, $"scheduler-{name}", file, root);
    }

    [Test]
    public void MilestonesOfACounterLoad([Values("1.13", "2.6", "2.14")] string version)
    {
        using PtFile file = Open(version, "scheduler-multistep");
        Sgd sgd = new([new(Tensor.Zeros([2, 3])), new(Tensor.Zeros([3]))], 0.1, momentum: 0.9);
        sgd.AddGroup(new([new Parameter(Tensor.Zeros([1, 2]))]) { LearningRate = 0.02 });
        MultiStepLr scheduler = new(sgd, [7]);
        scheduler.LoadStateDict(file.StateDict("scheduler"));
        sgd.LoadStateDict(file.StateDict("optimizer"));
        scheduler.Step();
        Assert.That(scheduler.LastLearningRates, Is.EqualTo([0.025, 0.005]));
        scheduler.Step();
        Assert.That(scheduler.LastLearningRates, Is.EqualTo([0.0125, 0.0025]));
    }

    [Test]
    public void OldFormsLoadByPosition()
    {
        // The first tutorials' form: Python's ids, whole steps, and no flags of later releases.
        StateDict Old(long id) => new() { IsOrdered = false, ["step"] = 7L, ["exp_avg"] = Tensor.From<float>(id, id), ["exp_avg_sq"] = Tensor.From<float>(1, 1) };
        StateDict group = new() { IsOrdered = false, ["lr"] = 0.01, ["betas"] = new TupleValue(0.9, 0.999), ["eps"] = 1e-8, ["weight_decay"] = 0L, ["amsgrad"] = false, ["params"] = new List<object?> { 140448775121872, 140448775121944 } };
        StateDict state = new()
        {
            IsOrdered = false,
            ["state"] = new StateDict { IsOrdered = false, [140448775121944] = Old(2), [140448775121872] = Old(1) },
            ["param_groups"] = new List<object?> { group },
        };
        Parameter[] parameters = [new(Tensor.Zeros([2])), new(Tensor.Zeros([2]))];
        Adam adam = new(new(parameters));
        adam.LoadStateDict(state);
        StateDict saved = adam.StateDict();
        Assert.That(adam.Groups[0].LearningRate, Is.EqualTo(0.01));
        Assert.That(saved.Get<StateDict>("state").Keys, Is.EqualTo(new StateKey[] { 1, 0 }));
        Assert.That(saved.Get<StateDict>("state").Get<StateDict>(0).Tensor("exp_avg").ToArray<float>(), Is.EqualTo([1f, 1]));
        Assert.That(saved.Get<StateDict>("state").Get<StateDict>(0).Tensor("step").Item<float>(), Is.EqualTo(7));
        Assert.That(((StateDict)OptimizerCase.List(saved["param_groups"])[0]!).Keys.Select(key => key.Text), Is.EqualTo(["lr", "betas", "eps", "weight_decay", "amsgrad", "maximize", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay", "params"]));
        adam.Step(new() { [parameters[0]] = Tensor.From<float>(1, 1) });
        Assert.That(saved.Get<StateDict>("state").Get<StateDict>(0).Tensor("step").Item<float>(), Is.EqualTo(8));
    }

    [Test]
    public void WhatDoesNotFitIsSaidAtOnceAndNothingIsLoaded()
    {
        Parameter a = new(Tensor.Zeros([2])), b = new(Tensor.Zeros([3]));
        Sgd two = new([a], 0.1);
        two.AddGroup(new([b]));
        StateDict one = new Sgd([a, b], 0.5).StateDict();
        Assert.That(() => two.LoadStateDict(one), Throws.ArgumentException.With.Message.Contains("1, the optimizer has 2").And.Message.Contains("2 parameters, the optimizer has 1").And.Message.Contains("nothing was loaded"));
        Assert.That(two.Groups[0].LearningRate, Is.EqualTo(0.1));
        Assert.That(() => new Sgd([a, b]).LoadStateDict(new Adam([a, b]).StateDict()), Throws.ArgumentException.With.Message.Contains("momentum"));
        Assert.That(() => two.LoadStateDict(new() { ["model"] = 1L }), Throws.ArgumentException.With.Message.Contains("'param_groups'"));
        Adam adam = new([a]);
        adam.Step(new() { [a] = Tensor.From<float>(1, 1) });
        Assert.That(() => new Adam([b]).LoadStateDict(adam.StateDict()), Throws.ArgumentException.With.Message.Contains("[3] was needed"));
    }

    [Test]
    public void OptionsThatAReleaseLacksAreRefused() =>
        Assert.That(() => new NAdam([new(Tensor.Zeros([2]))], maximize: true).StateDict(TorchRelease.Torch113), Throws.InvalidOperationException.With.Message.Contains("maximize"));

    static Optimizer Make(string name, Parameter[] parameters)
    {
        Optimizer optimizer = Made[name](new(parameters[..2]));
        optimizer.AddGroup(new(parameters[2..]) { LearningRate = 0.02 });
        return optimizer;
    }

    static string Path(string version, string name) => Repository.Path("fixtures", "optim", version, $"{name}.pt");

    static PtFile Open(string version, string name) => PtFile.Load(Path(version, name));

    static void ExpectFile(string version, string name, PtFile file, StateDict root)
    {
        using MemoryStream stream = new();
        PtFile.Save(stream, root, new() { Producer = SaveTests.Producer(version), Root = file.Container.Root });
        byte[] expected = File.ReadAllBytes(Path(version, name));
        Assert.That(stream.ToArray().AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, stream.ToArray()));
    }
}
