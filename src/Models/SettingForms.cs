using System.Numerics;
using PtFormat.Formats.Python;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>A layer's settings as Python's values, and what is the same setting in another spelling.</summary>
static class SettingForms
{
    /// <summary>The node of a setting.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="text">Makes texts.</param>
    public static PickleValue Node(object? value, Func<string, PyString> text) => value switch
    {
        null => PyNone.Instance,
        bool flag => PyBool.Of(flag),
        int number => new PyInt(number),
        long number => new PyInt(number),
        double number => new PyFloat(number),
        WholeNumber number => number.IsWhole ? new PyInt((long)number.Value) : new PyFloat(number.Value),
        string word => text(word),
        Size2 size => size.IsTuple ? Tuple(size.Height, size.Width) : new PyInt(size.Height),
        Size3 size => size.IsTuple ? Tuple(size.Depth, size.Height, size.Width) : new PyInt(size.Depth),
        Sizes sizes => Tuple([.. sizes.Values]),
        Shape shape => Tuple(shape.AsSpan()),
        OneOrMore<int> sizes => sizes.IsOne ? new PyInt(sizes[0]) : new PyTuple(sizes.Select(size => new PyInt(size))),
        OneOrMore<int?> sizes => sizes.IsOne ? Node(sizes[0], text) : new PyTuple(sizes.Select(size => Node(size, text))),
        OneOrMore<double> factors => factors.IsOne ? new PyFloat(factors[0]) : new PyTuple(factors.Select(factor => new PyFloat(factor))),
        IReadOnlyList<long> sizes => Tuple([.. sizes]),
        List<object?> items => new PyList(items.Select(item => Node(item, text))),
        _ => throw new ArgumentException($"a setting is a {value.GetType()}", nameof(value)),
    };

    /// <summary>True for a tuple that the caller gave, whose equal is the same object.</summary>
    public static bool IsGivenTuple(object? value) => value is Size2 { IsTuple: true } or Size3 { IsTuple: true } or Sizes { IsGiven: true }
        or OneOrMore<int> { IsOne: false } or OneOrMore<int?> { IsOne: false };

    /// <summary>Whether a file's value means a setting: numbers by value, a number for a tuple of it, lists for tuples.</summary>
    public static bool Means(PickleValue found, object? value, PickledModule saved) => value switch
    {
        WeightNames names => Means(found, names),
        WeightList list => found is PyList items && items.Items.Count == list.Names.Length
            && items.Items.Zip(list.Names).All(pair => saved.Parameters.Any(own => own.Name == pair.Second && own.Value == pair.First)),
        FunctionName function => PyGlobal.TryName(found, out string? module, out string? name) && (module, name) == (function.Module, function.Name),
        KeysOnly keys => PythonChildren.IsDictionary(found) && PythonChildren.Entries(found).All(entry => entry.Value is PyNone)
            && PythonChildren.Entries(found).Select(entry => PythonStrings.Of(entry.Key)).SequenceEqual(keys.Names),
        _ => Means(found, Node(value, word => new PyString(word))),
    };

    /// <summary>Whether the two would be written alike.</summary>
    public static bool AreAlike(PickleValue left, PickleValue right) => (left, right) switch
    {
        (PyNone, PyNone) => true,
        (PyBool a, PyBool b) => a.Value == b.Value,
        (PyInt a, PyInt b) => a.Value == b.Value,
        (PyFloat a, PyFloat b) => BitConverter.DoubleToInt64Bits(a.Value) == BitConverter.DoubleToInt64Bits(b.Value),
        (PyString a, PyString b) => a.Value == b.Value,
        (PyTuple a, PyTuple b) => AreAll(a.Items, b.Items, AreAlike),
        (PyList a, PyList b) => AreAll([.. a.Items], [.. b.Items], AreAlike),
        _ => false,
    };

    /// <summary>Whether a value of a file can be kept: numbers, and tuples, lists and sizes of numbers.</summary>
    public static bool IsOfNumbers(PickleValue node) => node.Kind <= PickleKind.Float || Items(node)?.All(item => item.Kind <= PickleKind.Float) == true;

    static bool Means(PickleValue found, WeightNames names)
    {
        string[][] layers = names.IsFlat ? [[.. names.Layers.SelectMany(layer => layer)]] : names.Layers;
        IList<PickleValue>? lists = found is PyList list ? names.IsFlat ? [list] : list.Items : null;
        return lists is not null && lists.Count == layers.Length
            && lists.Zip(layers).All(pair => pair.First is PyList own && own.Items.Select(PythonStrings.Of).SequenceEqual(pair.Second));
    }

    static bool Means(PickleValue found, PickleValue wanted)
    {
        if (Number(found) is { } a && Number(wanted) is { } b)
            return a.Equals(b);
        if (Items(found) is not { } left)
            return Items(wanted) is { } many ? Number(found) is not null && many.All(item => Means(found, item)) : AreAlike(found, wanted);
        return Items(wanted) is { } right ? AreAll(left, right, Means) : left.Count > 0 && Number(wanted) is not null && left.All(item => Number(item) is not null && Means(item, wanted));
    }

    static bool AreAll(IReadOnlyList<PickleValue> left, IReadOnlyList<PickleValue> right, Func<PickleValue, PickleValue, bool> same) =>
        left.Count == right.Count && left.Zip(right).All(pair => same(pair.First, pair.Second));

    /// <summary>The items of a tuple, a list or a <c>torch.Size</c>; null for anything else.</summary>
    public static IReadOnlyList<PickleValue>? Items(PickleValue node) => node switch
    {
        PyTuple tuple => tuple.Items,
        PyList list => [.. list.Items],
        PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [PyTuple sizes] } made when PyGlobal.TryName(made.Callable, out string? module, out string? name) && (module, name) == ("torch", "Size") => sizes.Items,
        _ => null,
    };

    // True is 1 to Python, but no setting takes one for the other.
    static double? Number(PickleValue node) => node switch
    {
        PyInt whole when BigInteger.Abs(whole.Value) <= 1L << 53 => (double)whole.Value,
        PyFloat number => number.Value,
        _ => null,
    };

    static PyTuple Tuple(params ReadOnlySpan<long> values) => new(values.ToArray().Select(value => new PyInt(value)));
}
