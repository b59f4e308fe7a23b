using PtFormat.Formats.Torch;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <content>Attributes as the constructors of layers take them.</content>
public sealed partial class PickledModule
{
    internal int? IntOrNull(string name) => Needed(name) is PyNone ? null : Int(name);

    internal double? DoubleOrNull(string name) => Needed(name) is PyNone ? null : Double(name);

    internal bool? BoolOrNull(string name) => Needed(name) is PyNone ? null : Bool(name);

    internal bool Bool(string name, bool usual) => Has(name) ? Bool(name) : usual;

    internal bool IsNone(string name) => Needed(name) is PyNone;

    internal bool IsPresent(string slot) => NodeOf(slot) is not (null or PyNone);

    /// <summary>One integer, or several that are all it takes.</summary>
    internal int[] Ints(string name) => [.. Items(name, Needed(name)).Select(item => ToInt(name, item))];

    internal OneOrMore<int> OneOrMore(string name) => IsTuple(name) ? new OneOrMore<int>(Ints(name)) : Int(name);

    internal OneOrMore<int>? OneOrMoreOrNull(string name) => Needed(name) is PyNone ? null : OneOrMore(name);

    internal OneOrMore<double>? FactorsOrNull(string name) => Needed(name) switch
    {
        PyNone => null,
        var node when IsTuple(name) => new OneOrMore<double>([.. Items(name, node).Select(item => ToDouble(name, item))]),
        _ => Double(name),
    };

    internal OneOrMore<int?> OutputSize(string name) => IsTuple(name)
        ? new OneOrMore<int?>([.. Items(name, Needed(name)).Select(item => item is PyNone ? (int?)null : ToInt(name, item))])
        : Int(name);

    internal int Size1(string name) => Ints(name) is [int one] ? one : throw Unfit(name, "one size");

    internal Size2 Size2(string name) => Ints(name) switch
    {
        [int both] when !IsTuple(name) => both,
        [int height, int width] => (height, width),
        _ => throw Unfit(name, "one or two sizes"),
    };

    internal Size3 Size3(string name) => Ints(name) switch
    {
        [int all] when !IsTuple(name) => all,
        [int depth, int height, int width] => (depth, height, width),
        _ => throw Unfit(name, "one or three sizes"),
    };

    internal Shape Shape(string name) => Tensors.Shape.Create([.. Ints(name).Select(size => (long)size)]);

    internal Padding Padding(string name) => Needed(name) switch
    {
        PyString { Value: "same" } => Nn.Padding.Same,
        PyString { Value: "valid" } => Nn.Padding.Valid,
        _ => Ints(name) switch
        {
            [int one] => one,
            [int height, int width] => (height, width),
            [int depth, int height, int width] => (depth, height, width),
            _ => throw Unfit(name, "'same', 'valid' or sizes"),
        },
    };

    /// <summary>One of a few words.</summary>
    internal T Word<T>(string name, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        string word = Text(name);
        foreach ((string candidate, T meaning) in words)
            if (candidate == word)
                return meaning;
        throw Unfit(name, "another word");
    }

    /// <summary>
    /// Refuses a module whose parameter or buffer has another shape than its settings give: the layer would take memory for what
    /// the file does not hold. One that is None is not there and takes none.
    /// </summary>
    internal void Expect(string slot, params ReadOnlySpan<long> shape)
    {
        PickleValue? value = NodeOf(slot);
        if (value is null or PyNone)
            throw Error(PtErrorKind.Malformed, $"{slot} is missing");
        TorchTensor? tensor = _file.TensorAt(value);
        if (tensor?.Shape is not { } found || !found.AsSpan().SequenceEqual(shape))
            throw Error(PtErrorKind.Malformed, $"{slot} is {tensor?.Shape?.ToString() ?? Describe(value)}, the settings need {Tensors.Shape.Create(shape)}");
    }

    /// <summary>A parameter or buffer's tensor; null where it is None.</summary>
    internal Tensor? TensorOrNull(string slot)
    {
        PickleValue? value = NodeOf(slot);
        return value is null or PyNone ? null : _file.TensorAt(value) is { Value: Tensor tensor, Kind: Formats.TensorKind.Strided } ? tensor : throw Error(PtErrorKind.Unsupported, $"{slot} is no tensor with bytes");
    }

    // Of a computed parameter, what has its shape.
    PickleValue? NodeOf(string slot)
    {
        string name = Norms.FirstOrDefault(norm => norm.Parameter == slot)?.Source ?? slot;
        return Parameters.Concat(Buffers).FirstOrDefault(own => own.Name == name).Value;
    }

    bool IsTuple(string name) => SettingForms.Items(Needed(name)) is not null;

    static IReadOnlyList<PickleValue> Items(string name, PickleValue node) => SettingForms.Items(node) ?? [node];
}
