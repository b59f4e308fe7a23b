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

    /// <summary>The entries of a dictionary of any of these kinds, in order; a repeated key keeps its place and takes the later value.</summary>
    public static IEnumerable<KeyValuePair<PickleValue, PickleValue>> Entries(PickleValue dictionary)
    {
        if (dictionary is PyDict plain)
            return plain.Entries;
        PyObject call = (PyObject)dictionary;
        bool hasStart = call.Arguments.Items.Count > 0 && call.Arguments.Items[0] is PyDict or PyList or PyTuple;
        if (!hasStart && IsUnrepeated(call))
            return from effect in call.Effects where effect.Kind == PickleEffectKind.SetItem select KeyValuePair.Create(effect.Key!, effect.Value);
        PyDict merged = new();
        foreach ((PickleValue key, PickleValue value) in Start(call))
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

    /// <summary>Appends the children of a node with the step that leads to each: items first, then attributes.</summary>
    public static void Collect(PickleValue node, List<(PythonStep Step, PickleValue Child)> children)
    {
        switch (node)
        {
            case PyDict dict:
                foreach ((PickleValue key, PickleValue value) in dict.Entries)
                    children.Add((PythonStep.Key(key), value));
                break;
            case PyList list: Indexed(list.Items); break;
            case PyTuple tuple: Indexed(tuple.Items); break;
            case PyObject made: Object(made, children); break;
        }

        void Indexed(IEnumerable<PickleValue> items)
        {
            int index = 0;
            foreach (PickleValue item in items)
                children.Add((PythonStep.Index(index++), item));
        }
    }

    /// <summary>Appends the attributes that a state holds: a dict, or a tuple of a dict and the slots' dict.</summary>
    public static void CollectState(PickleValue state, List<(PythonStep Step, PickleValue Child)> children)
    {
        switch (state)
        {
            case PyDict dict:
                foreach ((PickleValue key, PickleValue value) in dict.Entries)
                    children.Add((key is PyString name ? PythonStep.Attribute(name.Value) : PythonStep.Key(key), value));
                break;
            case PyTuple { Items: [PyDict or PyNone, PyDict or PyNone] } pair:
                CollectState(pair.Items[0], children);
                CollectState(pair.Items[1], children);
                break;
            case PyNone:
                break;
            default:
                // A class with __setstate__ of its own: only it knows what the state means.
                children.Add((PythonStep.Attribute("__getstate__()"), state));
                break;
        }
    }

    static void Object(PyObject made, List<(PythonStep Step, PickleValue Child)> children)
    {
        List<(PythonStep, PickleValue)> attributes = [];
        int index = 0;
        bool known = PyGlobal.TryName(made.Callable, out string? module, out string? name);
        switch (made.Form, known ? module : null, name)
        {
            case (_, "builtins", "set" or "frozenset" or "getattr" or "bytearray" or "bytes"):
                return;
            case (PyObjectForm.Reduce, "collections", "OrderedDict" or "defaultdict" or "Counter"):
                foreach ((PickleValue key, PickleValue value) in Entries(made))
                    children.Add((PythonStep.Key(key), value));
                if (name == "defaultdict" && made.Arguments.Items.Count > 0)
                    attributes.Add((PythonStep.Attribute("default_factory"), made.Arguments.Items[0]));
                break;
            case (PyObjectForm.Reduce, "collections", "deque"):
                if (made.Arguments.Items.Count > 1 && made.Arguments.Items[1] is not PyNone)
                    attributes.Add((PythonStep.Attribute("maxlen"), made.Arguments.Items[1]));
                break;
            case (PyObjectForm.Reduce, "copyreg", "_reconstructor") when made.Arguments.Items.Count == 3:
                Collect(made.Arguments.Items[2], children);
                break;
            case (PyObjectForm.Reduce, "functools", "partial"):
                if (made.Effects is [{ Value: PyTuple { Items: [var function, var arguments, var keywords, var rest] } }])
                {
                    children.AddRange([(PythonStep.Attribute("func"), function), (PythonStep.Attribute("args"), arguments), (PythonStep.Attribute("keywords"), keywords)]);
                    CollectState(rest, children);
                    return;
                }
                break;
            case (PyObjectForm.Reduce, "numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct"):
                if (made.Effects is [{ Value: PyTuple { Items: [.., PyList elements] } }])
                    for (int i = 0; i < elements.Items.Count; i++)
                        children.Add((PythonStep.Attribute($"flat[{i}]"), elements.Items[i]));
                return;
            case (PyObjectForm.Reduce, _, _):
                foreach (PickleValue argument in made.Arguments.Items)
                    children.Add((PythonStep.Attribute($"__reduce__()[1][{index++}]"), argument));
                index = 0;
                break;
            default:
                // A tuple's or list's subclass gets its items where it is made.
                foreach (PickleValue argument in made.Arguments.Items)
                    children.Add((PythonStep.Index(index++), argument));
                break;
        }
        bool entered = module == "collections" && name is "OrderedDict" or "defaultdict" or "Counter";
        foreach (PickleEffect effect in made.Effects)
            switch (effect.Kind)
            {
                case PickleEffectKind.Append: children.Add((PythonStep.Index(index++), effect.Value)); break;
                case PickleEffectKind.SetItem when !entered: children.Add((PythonStep.Key(effect.Key!), effect.Value)); break;
                case PickleEffectKind.Build or PickleEffectKind.SetState: CollectState(effect.Value, attributes); break;
            }
        children.AddRange(attributes);
    }

    static IEnumerable<KeyValuePair<PickleValue, PickleValue>> Start(PyObject call)
    {
        switch (call.Arguments.Items is [var first, ..] ? first : null)
        {
            case PyDict dict:
                foreach (KeyValuePair<PickleValue, PickleValue> entry in dict.Entries)
                    yield return entry;
                break;
            // Python 2 gives an OrderedDict its items as a list of pairs.
            case PyList pairs:
                foreach (PickleValue pair in pairs.Items)
                    if (pair is PyList { Items: [var key, var value] })
                        yield return new(key, value);
                    else if (pair is PyTuple { Items: [var tupleKey, var tupleValue] })
                        yield return new(tupleKey, tupleValue);
                    else
                        throw new PtFormatException(PtErrorKind.Malformed, "an OrderedDict is made of something else than pairs");
                break;
        }
    }

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
