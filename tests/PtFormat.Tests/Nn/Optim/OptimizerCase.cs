using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>One case of fixtures/optimizers, and how optimizers are made from PyTorch's names.</summary>
sealed class OptimizerCase(string version, StateDict fields)
{
    public static readonly IReadOnlyDictionary<string, Func<ParameterGroup, Arguments, Optimizer>> Classes = new Dictionary<string, Func<ParameterGroup, Arguments, Optimizer>>
    {
        ["SGD"] = (p, a) => new Sgd(p, a.Double("lr", 1e-3), a.Double("momentum"), a.Double("dampening"), a.Double("weight_decay"), a.Bool("nesterov"), a.Bool("maximize")),
        ["Adam"] = (p, a) => new Adam(p, a.Double("lr", 1e-3), Pair(a, "betas"), a.Double("eps", 1e-8), a.Double("weight_decay"), a.Bool("amsgrad"), a.Bool("maximize"), a.Bool("decoupled_weight_decay")),
        ["AdamW"] = (p, a) => new AdamW(p, a.Double("lr", 1e-3), Pair(a, "betas"), a.Double("eps", 1e-8), a.Double("weight_decay", 1e-2), a.Bool("amsgrad"), a.Bool("maximize")),
        ["RMSprop"] = (p, a) => new RmsProp(p, a.Double("lr", 1e-2), a.Double("alpha", 0.99), a.Double("eps", 1e-8), a.Double("weight_decay"), a.Double("momentum"), a.Bool("centered"), a.Bool("maximize")),
        ["Adagrad"] = (p, a) => new Adagrad(p, a.Double("lr", 1e-2), a.Double("lr_decay"), a.Double("weight_decay"), a.Double("initial_accumulator_value"), a.Double("eps", 1e-10), a.Bool("maximize")),
        ["Adadelta"] = (p, a) => new Adadelta(p, a.Double("lr", 1), a.Double("rho", 0.9), a.Double("eps", 1e-6), a.Double("weight_decay"), a.Bool("maximize")),
        ["Adamax"] = (p, a) => new Adamax(p, a.Double("lr", 2e-3), Pair(a, "betas"), a.Double("eps", 1e-8), a.Double("weight_decay"), a.Bool("maximize")),
        ["NAdam"] = (p, a) => new NAdam(p, a.Double("lr", 2e-3), Pair(a, "betas"), a.Double("eps", 1e-8), a.Double("weight_decay"), a.Double("momentum_decay", 4e-3), a.Bool("decoupled_weight_decay"), a.Bool("maximize")),
        ["RAdam"] = (p, a) => new RAdam(p, a.Double("lr", 1e-3), Pair(a, "betas"), a.Double("eps", 1e-8), a.Double("weight_decay"), a.Bool("decoupled_weight_decay"), a.Bool("maximize")),
        ["ASGD"] = (p, a) => new Asgd(p, a.Double("lr", 1e-2), a.Double("lambd", 1e-4), a.Double("alpha", 0.75), a.Double("t0", 1e6), a.Double("weight_decay"), a.Bool("maximize")),
        ["Rprop"] = (p, a) => new Rprop(p, a.Double("lr", 1e-2), Pair(a, "etas"), Pair(a, "step_sizes"), a.Bool("maximize")),
        ["LBFGS"] = (p, a) => new Lbfgs(p, a.Double("lr", 1), a.Int("max_iter", 20), a.IntOrNull("max_eval"), a.Double("tolerance_grad", 1e-7), a.Double("tolerance_change", 1e-9), a.Int("history_size", 100), a.Text("line_search_fn") is not null, a.Bool("maximize")),
    };

    public string Version { get; } = version;

    public string Name => fields.Get<string>("name");

    public string Class => fields.Get<string>("optimizer");

    public TorchRelease Release => ReleaseOf(Version);

    public StateDict Fields => fields;

    public override string ToString() => $"{Version} {Class} {Name}";

    public static TorchRelease ReleaseOf(string version) => version switch
    {
        "1.13" => TorchRelease.Torch113,
        "2.6" => TorchRelease.Torch26,
        _ => TorchRelease.Torch214,
    };

    public static OptimizerCase[] Load(string version, string file) =>
        File.Exists(Repository.Path("fixtures", "optimizers", version, $"{file}.pt")) ? [.. Read(version, file)] : [];

    public static IReadOnlyList<object?> List(object? value) => value is TupleValue tuple ? tuple : [.. (IEnumerable<object?>)value!];

    /// <summary>A dictionary of arguments, tuples and lists as arrays.</summary>
    public static Dictionary<string, object?> Plain(StateDict values) => values.ToDictionary(item => item.Key.ToString(), item => Plain(item.Value));

    /// <summary>The optimizer of this case over some parameters.</summary>
    public Optimizer Make(IReadOnlyList<Parameter> parameters) => Make(Class, Plain(fields.Get<StateDict>("arguments")), fields.TryGetValue("groups", out object? groups) ? List(groups) : null, parameters);

    public static Optimizer Make(string name, Dictionary<string, object?> arguments, IReadOnlyList<object?>? groups, IReadOnlyList<Parameter> parameters)
    {
        bool isForeach = arguments.Remove("foreach");
        Arguments given = new(arguments);
        StateDict[] parts = [.. (groups ?? []).Select(group => (StateDict)group!)];
        int taken = parts.Length == 0 ? parameters.Count : (int)parts[0].Get<long>("params");
        Optimizer optimizer = Classes[name](new(parameters.Take(taken)), given);
        if (given.Unread.Count > 0)
            throw new NotSupportedException($"nobody read {string.Join(", ", given.Unread)}");
        foreach (StateDict part in parts.Skip(1))
        {
            ParameterGroup group = new(parameters.Skip(taken).Take((int)part.Get<long>("params")));
            foreach ((StateKey key, object? value) in part)
                if (key.Text != "params")
                    group[key.Text!] = value;
            taken += group.Parameters.Count;
            optimizer.AddGroup(group);
        }
        foreach (ParameterGroup group in optimizer.Groups)
        {
            if (isForeach)
                group["foreach"] = true;
            // A float here, what Python was told was a whole number.
            foreach ((string option, object? value) in arguments)
                if (value is long && group[option] is double)
                    group[option] = value;
        }
        return optimizer;
    }

    public static Parameter[] Parameters(object? tensors) => [.. List(tensors).Select(tensor => new Parameter(((Tensor)tensor!).Clone()))];

    static (double, double)? Pair(Arguments arguments, string name) =>
        arguments[name] is object?[] pair ? (Convert.ToDouble(pair[0], null), Convert.ToDouble(pair[1], null)) : null;

    static object? Plain(object? value) => value switch
    {
        TupleValue tuple => tuple.Select(Plain).ToArray(),
        IList<object?> list => list.Select(Plain).ToArray(),
        StateDict dict => Plain(dict),
        _ => value,
    };

    static List<OptimizerCase> Read(string version, string file)
    {
        using PtFile opened = PtFile.Load(Repository.Path("fixtures", "optimizers", version, $"{file}.pt"));
        return [.. List(opened.RootStateDict()["cases"]).Select(c => new OptimizerCase(version, (StateDict)c!))];
    }
}
