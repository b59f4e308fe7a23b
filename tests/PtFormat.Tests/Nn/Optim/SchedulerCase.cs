using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>One case of fixtures/optimizers/…/schedulers.pt, and how schedulers are made from PyTorch's names.</summary>
sealed class SchedulerCase(string version, StateDict fields)
{
    public static readonly IReadOnlyDictionary<string, Func<Optimizer, Arguments, Scheduler>> Classes = new Dictionary<string, Func<Optimizer, Arguments, Scheduler>>
    {
        ["StepLR"] = (o, a) => new StepLr(o, a.Int("step_size"), a.Double("gamma", 0.1), Last(a)),
        ["MultiStepLR"] = (o, a) => new MultiStepLr(o, a.Ints("milestones")!.Select(milestone => (long)milestone), a.Double("gamma", 0.1), Last(a)),
        ["ExponentialLR"] = (o, a) => new ExponentialLr(o, a.Double("gamma"), Last(a)),
        ["CosineAnnealingLR"] = (o, a) => new CosineAnnealingLr(o, a.Int("T_max"), a.Double("eta_min"), Last(a)),
        ["CosineAnnealingWarmRestarts"] = (o, a) => new CosineAnnealingWarmRestarts(o, a.Int("T_0"), a.Int("T_mult", 1), a.Double("eta_min"), Last(a)),
        ["OneCycleLR"] = (o, a) => new OneCycleLr(o, Several(a, "max_lr")!.Value, a.IntOrNull("total_steps") ?? a.Int("epochs") * a.Int("steps_per_epoch"), a.Double("pct_start", 0.3), a.Text("anneal_strategy") == "linear",
            a.Bool("cycle_momentum", true), Several(a, "base_momentum"), Several(a, "max_momentum"), a.Double("div_factor", 25), a.Double("final_div_factor", 1e4), a.Bool("three_phase"), Last(a)),
        ["LinearLR"] = (o, a) => new LinearLr(o, a.Double("start_factor", 1.0 / 3), a.Double("end_factor", 1), a.Int("total_iters", 5), Last(a)),
        ["ConstantLR"] = (o, a) => new ConstantLr(o, a.Double("factor", 1.0 / 3), a.Int("total_iters", 5), Last(a)),
        ["PolynomialLR"] = (o, a) => new PolynomialLr(o, a.Int("total_iters", 5), a.Double("power", 1), Last(a)),
        ["CyclicLR"] = (o, a) => new CyclicLr(o, Several(a, "base_lr")!.Value, Several(a, "max_lr")!.Value, a.Int("step_size_up", 2000), a.IntOrNull("step_size_down"), Mode(a), a.Double("gamma", 1),
            a.Bool("cycle_momentum", true), Several(a, "base_momentum"), Several(a, "max_momentum"), Last(a)),
        ["ReduceLROnPlateau"] = (o, a) => new ReduceLrOnPlateau(o, a.Text("mode") == "max", a.Double("factor", 0.1), a.Int("patience", 10), a.Double("threshold", 1e-4), a.Text("threshold_mode") == "abs", a.Int("cooldown"), Several(a, "min_lr"), a.Double("eps", 1e-8)),
        ["SequentialLR"] = (o, a) => new SequentialLr(Inner(o, a), [.. a.Ints("milestones")!.Select(milestone => (long)milestone)]),
        ["ChainedScheduler"] = (o, a) => new ChainedScheduler(Inner(o, a)),
    };

    public string Version { get; } = version;

    public string Class => fields.Get<string>("scheduler");

    public StateDict Fields => fields;

    public override string ToString() => $"{Version} {fields["name"]}";

    public static IEnumerable<SchedulerCase> Load(string version)
    {
        using PtFile opened = PtFile.Load(Repository.Path("fixtures", "optimizers", version, "schedulers.pt"));
        return [.. OptimizerCase.List(opened.RootStateDict()["cases"]).Select(c => new SchedulerCase(version, (StateDict)c!))];
    }

    public Optimizer MakeOptimizer()
    {
        StateDict made = fields.Get<StateDict>("optimizer");
        IReadOnlyList<object?> groups = OptimizerCase.List(made["groups"]);
        Optimizer optimizer = OptimizerCase.Make(made.Get<string>("optimizer"), OptimizerCase.Plain(made.Get<StateDict>("arguments")), groups, [.. groups.Select(_ => new Parameter(Tensor.Zeros([1])))]);
        if (((StateDict)groups[0]!).TryGetValue("initial_lr", out object? rate))
            optimizer.Groups[0]["initial_lr"] = rate;
        return optimizer;
    }

    public Scheduler Make(Optimizer optimizer)
    {
        Arguments arguments = new(OptimizerCase.Plain(fields.Get<StateDict>("arguments")));
        Scheduler scheduler = Classes[Class](optimizer, arguments);
        return arguments.Unread.Count == 0 ? scheduler : throw new NotSupportedException($"nobody read {string.Join(", ", arguments.Unread)}");
    }

    static int Last(Arguments arguments) => arguments.Int("last_epoch", -1);

    static PerGroup? Several(Arguments arguments, string name) => arguments[name] switch
    {
        null => null,
        object?[] many => many.Select(number => Convert.ToDouble(number, null)).ToArray(),
        var one => Convert.ToDouble(one, null),
    };

    // What mode says of cycles or steps PyTorch goes by, whatever scale_mode is.
    static CyclicMode Mode(Arguments arguments)
    {
        _ = arguments.Text("scale_mode");
        return arguments.Text("mode") switch { "triangular2" => CyclicMode.Halving, "exp_range" => CyclicMode.Exponential, _ => CyclicMode.Triangular };
    }

    static LrScheduler[] Inner(Optimizer optimizer, Arguments arguments) =>
        [.. ((object?[])arguments["schedulers"]!).Select(item => (Dictionary<string, object?>)item!)
            .Select(item => (LrScheduler)Classes[(string)item["scheduler"]!](optimizer, new((Dictionary<string, object?>)item["arguments"]!)))];
}
