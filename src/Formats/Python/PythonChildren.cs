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

    /// <summary>Appends what a container or object consists of: items if it is a container, and attributes.</summary>
    /// <returns>What it is in Python's eyes.</returns>
    public static PythonShape Collect(PickleValue node, List<(PythonStep Step, PickleValue Child)> items, List<(PythonStep Step, PickleValue Child)> attributes)
    {
        switch (node)
        {
            case PyDict dict:
                Keyed(dict.Entries, items);
                return new("dict", IsContainer: true, IsMapping: true);
            case PyList list:
                Indexed(list.Items, items);
                return new("list", IsContainer: true, IsMapping: false);
            case PyTuple tuple:
                Indexed(tuple.Items, items);
                return new("tuple", IsContainer: true, IsMapping: false);
            case PyObject made:
                return Object(made, items, attributes);
            default:
                return new(node.Kind.PythonName(), IsContainer: false, IsMapping: false);
        }
    }

    /// <summary>Appends the attributes that a state holds: a dict, or a tuple of a dict and the slots' dict.</summary>
    public static void CollectState(PickleValue state, List<(PythonStep Step, PickleValue Child)> children)
    {
        switch (state)
        {
            case PyDict dict:
                foreach ((PickleValue key, PickleValue value) in dict.Entries)
                    children.Add((PythonStrings.Of(key) is { } name ? PythonStep.Attribute(name) : PythonStep.Key(key), value));
                break;
            case PyTuple { Items: [PyDict or PyNone, PyDict or PyNone] } pair:
                CollectState(pair.Items[0], children);
                CollectState(pair.Items[1], children);
                break;
            case PyNone:
                break;
            default:
                // A class with __setstate__ of its own: only it knows what the state means.
                children.Add((PythonStep.Attribute("__state__"), state));
                break;
        }
    }

    static PythonShape Object(PyObject made, List<(PythonStep Step, PickleValue Child)> items, List<(PythonStep Step, PickleValue Child)> attributes)
    {
        bool known = PyGlobal.TryName(made.Callable, out string? module, out string? name);
        string typeName = known ? TypeName(module!, name!) : made.Kind.PythonName();
        IReadOnlyList<PickleValue> arguments = made.Arguments.Items;
        bool isMapping = false, isContainer = false;
        switch (made.Form, module, name)
        {
            case (PyObjectForm.Reduce, "collections", "OrderedDict" or "defaultdict" or "Counter"):
                Keyed(Entries(made), items);
                if (name == "defaultdict" && arguments.Count > 0)
                    attributes.Add((PythonStep.Attribute("default_factory"), arguments[0]));
                CollectStates(made, attributes);
                return new(typeName, IsContainer: true, IsMapping: true);
            case (PyObjectForm.Reduce, "collections", "deque"):
                isContainer = true;
                if (arguments is [PyList start, ..])
                    Indexed(start.Items, items);
                if (arguments.Count > 1 && arguments[1] is not PyNone)
                    attributes.Add((PythonStep.Attribute("maxlen"), arguments[1]));
                break;
            case (PyObjectForm.Reduce, "torch", "Size") when arguments is [PyTuple sizes]:
                isContainer = true;
                Indexed(sizes.Items, items);
                break;
            case (PyObjectForm.Reduce, "copyreg", "_reconstructor") when arguments.Count == 3:
                typeName = TypeName(arguments[0]);
                isContainer = arguments[2] is PyDict or PyList or PyTuple;
                isMapping = isContainer && Collect(arguments[2], items, []).IsMapping;
                break;
            case (PyObjectForm.Reduce, "functools", "partial")
                when made.Effects is [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [var function, var given, var keywords, var rest] } }]:
                attributes.AddRange([(PythonStep.Attribute("func"), function), (PythonStep.Attribute("args"), given), (PythonStep.Attribute("keywords"), keywords)]);
                CollectState(rest, attributes);
                return new(typeName, IsContainer: false, IsMapping: false);
            case (PyObjectForm.Reduce, null, null) when ClassOfPartial(made.Callable) is { } partial:
                typeName = TypeName(partial);
                break;
            case (PyObjectForm.Reduce, _, _) when Numpy.NumpyReader.Objects(made) is { } elements:
                for (int i = 0; i < elements.Items.Count; i++)
                    items.Add((PythonStep.Attribute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"flat[{i}]")), elements.Items[i]));
                return new("numpy.ndarray", IsContainer: true, IsMapping: false);
            case (PyObjectForm.NewObj, _, _) when arguments.Count > 0 && made.Effects.Count == 0:
                // A named tuple: its items are what it is made of.
                isContainer = true;
                Indexed(arguments, items);
                break;
        }
        int index = items.Count;
        foreach (PickleEffect effect in made.Effects)
            if (effect.Kind is PickleEffectKind.Append or PickleEffectKind.AddItem)
            {
                isContainer = true;
                items.Add((PythonStep.Index(index++), effect.Value));
            }
            else if (effect.Kind == PickleEffectKind.SetItem)
            {
                isContainer = isMapping = true;
                items.Add((PythonStep.Key(effect.Key!), effect.Value));
            }
        if (!isContainer && arguments.Count > 0 && (module, name) is not ("copyreg", "_reconstructor"))
            attributes.Insert(0, (PythonStep.Attribute("__args__"), made.Arguments));
        CollectStates(made, attributes);
        return new(typeName, isContainer, isMapping);
    }

    static void CollectStates(PyObject made, List<(PythonStep Step, PickleValue Child)> attributes)
    {
        foreach (PickleEffect effect in made.Effects)
            if (effect.Kind is PickleEffectKind.Build or PickleEffectKind.SetState)
                CollectState(effect.Value, attributes);
    }

    // functools.partial(cls.__new__, cls, …): how Python passes keywords to __new__ below protocol 4.
    static PickleValue? ClassOfPartial(PickleValue callable) =>
        callable is PyObject { Effects: [{ Value: PyTuple { Items: [_, PyTuple { Items: [var made, ..] }, _, _] } }] } ? made : null;

    static string TypeName(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name) ? TypeName(module, name) : node.Kind.PythonName();

    static string TypeName(string module, string name) => module == "builtins" ? name : $"{module}.{name}";

    static void Keyed(IEnumerable<KeyValuePair<PickleValue, PickleValue>> entries, List<(PythonStep Step, PickleValue Child)> items)
    {
        foreach ((PickleValue key, PickleValue value) in entries)
            items.Add((PythonStep.Key(key), value));
    }

    static void Indexed(IEnumerable<PickleValue> values, List<(PythonStep Step, PickleValue Child)> items)
    {
        int index = 0;
        foreach (PickleValue value in values)
            items.Add((PythonStep.Index(index++), value));
    }

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

    // Almost always: looking through few keys is cheaper than building a table of them.
    static bool IsUnrepeated(PyObject call)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (PickleEffect effect in call.Effects)
            if (effect.Kind == PickleEffectKind.SetItem && !(effect.Key is PyString text && seen.Add(text.Value)))
                return false;
        return true;
    }
}
