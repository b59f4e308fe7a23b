using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>One case of fixtures/layers or fixtures/losses: a module's arguments and state, a call, and what PyTorch gave.</summary>
sealed class LayerCase
{
    readonly Dictionary<string, object?> _fields;

    LayerCase(string version, Dictionary<string, object?> fields)
    {
        (Version, _fields) = (version, fields);
        Arguments = new((Dictionary<string, object?>)fields["arguments"]!);
        Call = new((Dictionary<string, object?>)fields["call"]!);
    }

    /// <summary>Of PyTorch: 1.13 or 2.14.</summary>
    public string Version { get; }

    public string Name => (string)_fields["name"]!;

    public string Layer => (string)_fields["layer"]!;

    /// <summary>Of the constructor.</summary>
    public Arguments Arguments { get; }

    /// <summary>Of the call, by name.</summary>
    public Arguments Call { get; }

    /// <summary>Of the call, by position: tensors, tuples of tensors, numbers, or dictionaries for packed sequences.</summary>
    public object?[] Inputs => (object?[])_fields["inputs"]!;

    public Tensor X => (Tensor)Inputs[0]!;

    public bool Train => (bool)_fields["train"]!;

    /// <summary>What torch.manual_seed got directly before the call, if it got anything.</summary>
    public ulong? Seed => _fields.GetValueOrDefault("seed") is long seed ? (ulong)seed : null;

    /// <summary>True if autograd was on: otherwise transformers take fast paths in evaluation.</summary>
    public bool Grad => _fields.GetValueOrDefault("grad") is true;

    public StateDict State => ToState("state_dict")!;

    /// <summary>The state after the call, if the call changed it.</summary>
    public StateDict? StateAfter => ToState("state_after");

    /// <summary>What the call gave, a tuple flattened: (output, (h, c)) is three; None is null.</summary>
    public Tensor?[] Outputs => [.. Flat((object?[])_fields["outputs"]!)];

    /// <summary>Other fields: wrap, packing, unpacked, gradients.</summary>
    public object? this[string field] => _fields.GetValueOrDefault(field);

    /// <summary>The same case with inputs of a recorder in place of the tensors given by position; those inside tuples stay constants.</summary>
    public LayerCase OnRecorder(Recorder recorder) => new(Version, new(_fields)
    {
        ["inputs"] = Inputs.Select(input => input is Tensor tensor ? recorder.Input(tensor.Shape, tensor.DType) : input).ToArray(),
    });

    /// <summary>The same case with all tensors that are given to the call on a device.</summary>
    public LayerCase On(Device device) => new(Version, new(_fields) { ["inputs"] = Moved(Inputs, device), ["call"] = Moved(_fields["call"], device) });

    static object? Moved(object? value, Device device) => value switch
    {
        Tensor tensor => tensor.To(device),
        object?[] many => many.Select(each => Moved(each, device)).ToArray(),
        Dictionary<string, object?> named => named.ToDictionary(field => field.Key, field => Moved(field.Value, device)),
        _ => value,
    };

    public override string ToString() => $"{Version} {Layer} {Name}";

    /// <summary>All cases of a file; a version that has no such class gives none.</summary>
    public static LayerCase[] Load(string folder, string version, string file) =>
        File.Exists(Repository.Path("fixtures", folder, version, $"{file}.pt"))
            ? [.. ComputedFile.Cases(folder, version, $"{file}.pt").Select(fields => new LayerCase(version, fields))]
            : [];

    /// <summary>Tensors in order, whatever they are nested in.</summary>
    public static IEnumerable<Tensor?> Flat(IEnumerable<object?> values) => values.SelectMany(value => value switch
    {
        null => [null],
        Tensor tensor => [tensor],
        object?[] many => Flat(many),
        Dictionary<string, object?> packed => Flat(packed.Values),
        _ => throw new NotSupportedException($"{value} is no tensor"),
    });

    StateDict? ToState(string field)
    {
        if (_fields.GetValueOrDefault(field) is not Dictionary<string, object?> values)
            return null;
        StateDict state = new();
        foreach ((string name, object? value) in values)
            state.Add(name, value);
        return state;
    }
}
