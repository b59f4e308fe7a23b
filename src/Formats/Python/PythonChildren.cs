using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>
/// What a node holds in Python's eyes: the items and attributes that the object would have once unpickled, although nothing
/// is unpickled here.
/// </summary>
static class PythonChildren
{
    /// <summary>True for dict, OrderedDict, defaultdict and Counter.</summary>
    public static bool IsDictionary(PickleValue node) =>
        node is PyDict || node is PyObject call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
        && (module, name) is ("collections", "OrderedDict" or "defaultdict" or "Counter") && call.Form is PyObjectForm.Reduce;

    /// <summary>True for <c>collections.OrderedDict</c>.</summary>
    public static bool IsOrderedDict(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
        && (module, name) == ("collections", "OrderedDict");

    /// <summary>About how many entries a dictionary has: no fewer, more where Python would set one twice.</summary>
    public static int Count(PickleValue dictionary) => dictionary is PyDict plain ? plain.Count : ((PyObject)dictionary).Effects.Count;

    /// <summary>The entries of a dictionary of any of these kinds, in order; a repeated key keeps its place and takes the later value.</summary>
    public static IEnumerable<KeyValuePair<PickleValue, PickleValue>> Entries(PickleValue dictionary)
    {
        if (dictionary is PyDict plain)
            return plain.Entries;
        PyObject call = (PyObject)dictionary;
        PickleValue? start = StartOf(call);
        if (start is null && IsUnrepeated(call))
            return from effect in call.Effects where effect.Kind == PickleEffectKind.SetItem select KeyValuePair.Create(effect.Key!, effect.Value);
        PyDict merged = new();
        foreach ((PickleValue key, PickleValue value) in Start(call, start))
            merged.Set(key, value);
        foreach (PickleEffect effect in call.Effects)
            if (effect.Kind == PickleEffectKind.SetItem)
                merged.Set(effect.Key!, effect.Value);
        return merged.Entries;
    }

    /// <summary>The value of a text key in a dictionary of any of these kinds.</summary>
    public static bool TryGet(PickleValue dictionary, string key, [NotNullWhen(true)] out PickleValue? value)
    {
        value = null;
        foreach ((PickleValue candidate, PickleValue found) in Entries(dictionary))
            if (candidate is PyString text && text.Value == key)
                value = found;
        return value is not null;
    }

    /// <summary>An attribute from the state that BUILD gives the object.</summary>
    public static bool TryAttribute(PickleValue node, string name, [NotNullWhen(true)] out PickleValue? value)
    {
        value = null;
        if (node is PyObject made)
            foreach (PickleEffect effect in made.Effects)
                if (effect is { Kind: PickleEffectKind.Build, Value: PyDict state } && state.TryGet(name, out PickleValue? found))
                    value = found;
        return value is not null;
    }

    /// <summary>What a container or object is in Python's eyes.</summary>
    public static PythonShape ShapeOf(PickleValue node) => node switch
    {
        PyDict => new("dict", IsContainer: true, IsMapping: true),
        PyList => new("list", IsContainer: true, IsMapping: false),
        PyTuple => new("tuple", IsContainer: true, IsMapping: false),
        PyObject made => ShapeOf(made),
        _ => new(node.Kind.PythonName(), IsContainer: false, IsMapping: false),
    };

    /// <summary>Its class, dotted, without <c>builtins</c>.</summary>
    public static string TypeNameOf(PickleValue node) => node is PyObject made ? TypeNameOf(made, SortOf(made)) : node.Kind.PythonName();

    /// <summary>Items, then attributes.</summary>
    public static IEnumerable<PythonChild> All(PickleValue node) => node is PyObject ? Items(node).Concat(Attributes(node)) : Items(node);

    /// <summary>The items of a container, one by one: no list of them is made.</summary>
    public static IEnumerable<PythonChild> Items(PickleValue node) => node switch
    {
        PyDict dict => Keyed(dict.Entries),
        PyList list => Indexed(list.All),
        PyTuple tuple => Indexed(tuple.Items),
        PyObject made => Items(made),
        _ => [],
    };

    /// <summary>The attributes of an object, one by one.</summary>
    public static IEnumerable<PythonChild> Attributes(PickleValue node)
    {
        if (node is not PyObject made)
            yield break;
        IReadOnlyList<PickleValue> arguments = made.Arguments.Items;
        switch (SortOf(made))
        {
            case Sort.Objects:
                yield break;
            case Sort.Partial:
                PyTuple state = (PyTuple)made.Effects[0].Value;
                yield return new(PythonStep.Attribute("func"), state.Items[0]);
                yield return new(PythonStep.Attribute("args"), state.Items[1]);
                yield return new(PythonStep.Attribute("keywords"), state.Items[2]);
                foreach (PythonChild attribute in State(state.Items[3]))
                    yield return attribute;
                yield break;
            case Sort.Dictionary when arguments.Count > 0 && PyGlobal.TryName(made.Callable, out _, out string? name) && name == "defaultdict":
                yield return new(PythonStep.Attribute("default_factory"), arguments[0]);
                break;
            case Sort.Deque when arguments.Count > 1 && arguments[1] is not PyNone:
                yield return new(PythonStep.Attribute("maxlen"), arguments[1]);
                break;
            case Sort.Other or Sort.Keywords when arguments.Count > 0 && !ShapeOf(made).IsContainer:
                yield return new(PythonStep.Attribute("__args__"), made.Arguments);
                break;
        }
        foreach (PickleEffect effect in made.Effects)
            if (effect.Kind is PickleEffectKind.Build or PickleEffectKind.SetState)
                foreach (PythonChild attribute in State(effect.Value))
                    yield return attribute;
    }

    /// <summary>The attributes that a state holds: a dict, or a tuple of a dict and the slots' dict.</summary>
    public static IEnumerable<PythonChild> State(PickleValue state) => state switch
    {
        PyDict dict => dict.Entries.Select(entry => new PythonChild(PythonStrings.Of(entry.Key) is { } name ? PythonStep.Attribute(name) : PythonStep.Key(entry.Key), entry.Value)),
        PyTuple { Items: [PyDict or PyNone, PyDict or PyNone] } pair => State(pair.Items[0]).Concat(State(pair.Items[1])),
        PyNone => [],
        // A class with __setstate__ of its own: only it knows what the state means.
        _ => [new(PythonStep.Attribute("__state__"), state)],
    };

    // What of an object's making says what it holds.
    enum Sort
    {
        Other,
        Dictionary,
        Deque,
        Size,
        Reconstructed,
        Partial,
        Keywords,
        Objects,
        NamedTuple,
    }

    static Sort SortOf(PyObject made)
    {
        PyGlobal.TryName(made.Callable, out string? module, out string? name);
        return (made.Form, module, name) switch
        {
            (PyObjectForm.Reduce, "collections", "OrderedDict" or "defaultdict" or "Counter") => Sort.Dictionary,
            (PyObjectForm.Reduce, "collections", "deque") => Sort.Deque,
            (PyObjectForm.Reduce, "torch", "Size") when made.Arguments.Items is [PyTuple] => Sort.Size,
            (PyObjectForm.Reduce, "copyreg", "_reconstructor") => Sort.Reconstructed,
            (PyObjectForm.Reduce, "functools", "partial") when made.Effects is [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [_, _, _, _] } }] => Sort.Partial,
            (PyObjectForm.Reduce, null, null) when ClassOfPartial(made.Callable) is not null => Sort.Keywords,
            (PyObjectForm.Reduce, _, _) when Numpy.NumpyReader.Objects(made) is not null => Sort.Objects,
            // A named tuple: its items are what it is made of.
            (PyObjectForm.NewObj, _, _) when made.Arguments.Items.Count > 0 && made.Effects.Count == 0 => Sort.NamedTuple,
            _ => Sort.Other,
        };
    }

    static string TypeNameOf(PyObject made, Sort sort) => sort switch
    {
        Sort.Reconstructed when BaseOf(made) is not null => TypeName(made.Arguments.Items[0]),
        Sort.Keywords => TypeName(ClassOfPartial(made.Callable)!),
        Sort.Objects => "numpy.ndarray",
        _ => PyGlobal.TryName(made.Callable, out string? module, out string? name) ? TypeName(module, name) : made.Kind.PythonName(),
    };

    // (class, base, the base's content): how Python makes objects below protocol 2.
    static PickleValue? BaseOf(PyObject made) => made.Arguments.Items is [_, _, var content] ? content : null;

    static PythonShape ShapeOf(PyObject made)
    {
        Sort sort = SortOf(made);
        IReadOnlyList<PickleValue> arguments = made.Arguments.Items;
        string typeName = TypeNameOf(made, sort);
        if (sort is Sort.Partial or Sort.Objects or Sort.Dictionary)
            return new(typeName, sort != Sort.Partial, sort == Sort.Dictionary);
        bool isMapping = sort == Sort.Reconstructed && BaseOf(made) is PyDict || made.Effects.Any(effect => effect.Kind == PickleEffectKind.SetItem);
        bool isContainer = isMapping || sort is Sort.Deque or Sort.Size or Sort.NamedTuple || sort == Sort.Reconstructed && BaseOf(made) is PyList or PyTuple
            || made.Effects.Any(effect => effect.Kind is PickleEffectKind.Append or PickleEffectKind.AddItem);
        return new(typeName, isContainer, isMapping);
    }

    static IEnumerable<PythonChild> Items(PyObject made)
    {
        IReadOnlyList<PickleValue> arguments = made.Arguments.Items;
        Sort sort = SortOf(made);
        switch (sort)
        {
            case Sort.Dictionary: return Keyed(Entries(made));
            case Sort.Partial: return [];
            case Sort.Objects: return Numpy.NumpyReader.Objects(made)!.Items.Select((item, at) => new PythonChild(PythonStep.Attribute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"flat[{at}]")), item));
        }
        PickleValue? start = sort switch
        {
            Sort.Deque when arguments is [PyList list, ..] => list,
            Sort.Size => arguments[0],
            Sort.Reconstructed => BaseOf(made),
            Sort.NamedTuple => made.Arguments,
            _ => null,
        };
        IEnumerable<PythonChild> first = start is PyDict or PyList or PyTuple ? Items(start) : [];
        return made.Effects.Count == 0 ? first : first.Concat(Changes(made, start switch { PyDict dict => dict.Count, PyList list => list.Count, PyTuple tuple => tuple.Items.Count, _ => 0 }));
    }

    static IEnumerable<PythonChild> Changes(PyObject made, int index)
    {
        foreach (PickleEffect effect in made.Effects)
            if (effect.Kind is PickleEffectKind.Append or PickleEffectKind.AddItem)
                yield return new(PythonStep.Index(index++), effect.Value);
            else if (effect.Kind == PickleEffectKind.SetItem)
                yield return new(PythonStep.Key(effect.Key!), effect.Value);
    }

    // functools.partial(cls.__new__, cls, …): how Python passes keywords to __new__ below protocol 4.
    static PickleValue? ClassOfPartial(PickleValue callable) =>
        callable is PyObject { Effects: [{ Value: PyTuple { Items: [_, PyTuple { Items: [var made, ..] }, _, _] } }] } ? made : null;

    static string TypeName(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name) ? TypeName(module, name) : node.Kind.PythonName();

    static string TypeName(string module, string name) => module == "builtins" ? name : $"{module}.{name}";

    static IEnumerable<PythonChild> Keyed(IEnumerable<KeyValuePair<PickleValue, PickleValue>> entries) =>
        entries.Select(entry => new PythonChild(PythonStep.Key(entry.Key), entry.Value));

    static IEnumerable<PythonChild> Indexed(IEnumerable<PickleValue> values) => values.Select((value, at) => new PythonChild(PythonStep.Index(at), value));

    // What a dictionary holds from the first: a defaultdict is given its factory before that. The machine has looked at it where a
    // file was read; a tree that was made or changed comes here without.
    static PickleValue? StartOf(PyObject call)
    {
        IReadOnlyList<PickleValue> arguments = call.Arguments.Items;
        int at = PyGlobal.TryName(call.Callable, out _, out string? name) && name == "defaultdict" ? 1 : 0;
        if (arguments.Count > at + 1)
            throw Wrong(call, $"is made of {arguments.Count} arguments");
        return arguments.Count > at ? arguments[at] : null;
    }

    static IEnumerable<KeyValuePair<PickleValue, PickleValue>> Start(PyObject call, PickleValue? start) => start switch
    {
        null => [],
        PyDict dict => dict.Entries,
        // Python 2 gives an OrderedDict its items as a list of pairs.
        PyList list => list.Items.Select(pair => Pair(call, pair)),
        PyTuple tuple => tuple.Items.Select(pair => Pair(call, pair)),
        _ => throw Wrong(call, $"is made of a {start.Kind.PythonName()}"),
    };

    static KeyValuePair<PickleValue, PickleValue> Pair(PyObject call, PickleValue pair) => pair switch
    {
        PyList { Items: [var key, var value] } => new(key, value),
        PyTuple { Items: [var key, var value] } => new(key, value),
        _ => throw Wrong(call, $"is made of something else than pairs, a {pair.Kind.PythonName()}"),
    };

    static PtFormatException Wrong(PyObject call, string what) =>
        new(PtErrorKind.Malformed, $"a {TypeName(call.Callable)} {what}: a dict or a list of pairs was needed");

    // Almost always. The keys' hashes are theirs for good, so asking once more costs little.
    static bool IsUnrepeated(PyObject call)
    {
        int count = call.Effects.Count;
        if (count < 2)
            return true;
        int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2(2 * (uint)count), mask = length - 1;
        // 1 + the position of an effect, 0 is free.
        int[] slots = ArrayPool<int>.Shared.Rent(length);
        try
        {
            slots.AsSpan(0, length).Clear();
            for (int i = 0; i < count; i++)
            {
                if (call.Effects[i] is not { Kind: PickleEffectKind.SetItem, Key: var key })
                    continue;
                if (key is not PyString)
                    return false;
                int slot = PickleKeyComparer.Instance.GetHashCode(key) & mask;
                for (; slots[slot] != 0; slot = (slot + 1) & mask)
                    if (PickleKeyComparer.Instance.Equals(call.Effects[slots[slot] - 1].Key, key))
                        return false;
                slots[slot] = i + 1;
            }
            return true;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(slots);
        }
    }
}
