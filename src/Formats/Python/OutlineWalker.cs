using System.Globalization;
using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Notes down a tree, line by line. Every container is unfolded once, so the outline is no longer than the tree.</summary>
sealed class OutlineWalker(TorchObjects objects)
{
    // A value is a note on its line: what is longer is cut, and sequences of plain values stand on one line.
    const int MaxTextChars = 120;
    const int MaxItemChars = 40;

    readonly Dictionary<object, PythonPath?> _first = new(ReferenceEqualityComparer.Instance);
    readonly Stack<(PythonPath? Path, int Depth, PickleValue? Node, TorchTensor? Part)> _pending = new();
    readonly List<(PythonStep Step, PickleValue Child)> _children = [];
    readonly List<(PythonStep Step, PickleValue Child)> _attributes = [];
    readonly List<OutlineRow> _rows = [];

    public List<OutlineRow> Walk(PickleValue root)
    {
        _pending.Push((null, 0, root, null));
        while (_pending.TryPop(out (PythonPath? Path, int Depth, PickleValue? Node, TorchTensor? Part) next))
        {
            if (next.Part is { } part)
                Tensor(next.Path, next.Depth, part, part);
            else if (objects.TryTensor(next.Node!, out TorchTensor? tensor))
                Tensor(next.Path, next.Depth, tensor, next.Node!);
            else
                Value(next.Path, next.Depth, next.Node!);
        }
        return _rows;
    }

    void Tensor(PythonPath? path, int depth, TorchTensor tensor, object identity)
    {
        _rows.Add(new(depth, Key(path), "", new(path, tensor)));
        if (!_first.TryAdd(identity, path))
            return;
        if (tensor.State is not null && tensor.Kind != TensorKind.Jagged)
            PythonChildren.CollectState(tensor.State, _children);
        PushChildren(path, depth + 1);
        for (int i = tensor.Parts.Count - 1; i >= 0; i--)
            _pending.Push((new(path, PythonStep.Attribute(tensor.Parts[i].Name)), depth + 1, null, tensor.Parts[i].Part));
    }

    void Value(PythonPath? path, int depth, PickleValue node)
    {
        if (node is not (PyDict or PyList or PyTuple or PyObject or PySet or PyFrozenSet))
        {
            _rows.Add(new(depth, Key(path), Leaf(node, MaxTextChars), null));
            return;
        }
        PythonChildren.Collect(node, _children, _attributes);
        _children.AddRange(_attributes);
        _attributes.Clear();
        if (node is PySet or PyFrozenSet or PyList or PyTuple && _children.All(child => IsPlain(child.Child)))
        {
            _rows.Add(new(depth, Key(path), Inline(node), null));
            _children.Clear();
            return;
        }
        if (!_first.TryAdd(node, path))
        {
            _rows.Add(new(depth, Key(path), $"the same as {Cut(PythonPath.Text(_first[node]), MaxTextChars)}", null));
            _children.Clear();
            return;
        }
        bool isCall = node is PyObject { Effects.Count: 0 } call && _children.Count > 0 && _children.Count <= 4 && call.Arguments.Items.All(IsPlain) && _children.Count == call.Arguments.Items.Count;
        _rows.Add(new(depth, Key(path), isCall ? Call((PyObject)node) : Container(node), null));
        if (isCall)
            _children.Clear();
        PushChildren(path, depth + 1);
    }

    void PushChildren(PythonPath? path, int depth)
    {
        for (int i = _children.Count - 1; i >= 0; i--)
            _pending.Push((new(path, _children[i].Step), depth, _children[i].Child, null));
        _children.Clear();
    }

    static string Key(PythonPath? path) => path is null ? "" : path.Step.ToString();

    static bool IsPlain(PickleValue node) => node is not (PyDict or PyList or PyTuple or PyObject or PySet or PyFrozenSet);

    string Container(PickleValue node)
    {
        int count = _children.Count;
        if (node is PyObject made && !PythonChildren.IsDictionary(node))
            return count == 0 && made.Effects.Count == 0 ? $"{TypeName(made)}()" : TypeName(made);
        string name = node switch { PyObject dictionary => TypeName(dictionary), PyList => "list", PyTuple => "tuple", _ => "dict" };
        return string.Create(CultureInfo.InvariantCulture, $"{name} of {count}");
    }

    static string Call(PyObject call) => $"{TypeName(call)}({string.Join(", ", call.Arguments.Items.Select(argument => Leaf(argument, MaxItemChars)))})";

    static string TypeName(PyObject made)
    {
        PickleValue callable = made.Callable;
        if (PyGlobal.TryName(made, out string? module, out string? name))
            return Short($"{module}.{name}");
        // Objects of a user's classes below protocol 2 are made by a function that takes the class.
        if (PyGlobal.TryName(callable, out module, out name) && (module, name) is ("copyreg", "_reconstructor" or "__newobj__" or "__newobj_ex__") && made.Arguments.Items.Count > 0)
            callable = made.Arguments.Items[0];
        if (module is "numpy.core.multiarray" or "numpy._core.multiarray" && name == "_reconstruct")
            return "numpy.ndarray";
        return PyGlobal.TryName(callable, out module, out name) ? Short($"{module}.{name}") : "object";
    }

    static string Short(string dotted) =>
        Cut(dotted.StartsWith("builtins.", StringComparison.Ordinal) || dotted.StartsWith("collections.", StringComparison.Ordinal) ? dotted[(dotted.IndexOf('.') + 1)..] : dotted, MaxTextChars);

    static string Inline(PickleValue node)
    {
        (IReadOnlyList<PickleValue> items, string open, string close) = node switch
        {
            PyTuple tuple => (tuple.Items, "(", tuple.Items.Count == 1 ? ",)" : ")"),
            PySet set => (set.Items, "{", "}"),
            PyFrozenSet set => (set.Items, "frozenset({", "})"),
            _ => ([.. ((PyList)node).Items], "[", "]"),
        };
        StringBuilder text = new(open);
        int count = 0, total = items.Count;
        foreach (PickleValue item in items)
        {
            string next = (count == 0 ? "" : ", ") + Leaf(item, MaxItemChars);
            if (text.Length + next.Length > MaxTextChars)
                return text.Append(CultureInfo.InvariantCulture, $", … {total - count} more").Append(close).ToString();
            text.Append(next);
            count++;
        }
        return text.Append(close).ToString();
    }

    static string Leaf(PickleValue node, int most) => node switch
    {
        // Long texts are cut before they are escaped: escaping a hundred megabytes for one line is no good.
        PyString text => text.Utf8.Length <= most ? PythonRepr.Of(text.Value) : Cut(PythonRepr.Of(text.Value[..Math.Min(text.Value.Length, most)])[..^1], most),
        PyBytes bytes => Bytes("bytes", bytes.Value.Length),
        PyByteArray bytes => Bytes("bytearray", bytes.Value.Length),
        PyByteString bytes when bytes.Value.Length > most => Bytes("str", bytes.Value.Length),
        PyGlobal global => Short(global.DottedName),
        PyPersistentId => "a storage",
        _ => Cut(PythonRepr.OfKey(node), most),
    };

    static string Bytes(string type, int length) => string.Create(CultureInfo.InvariantCulture, $"{type} of {length}");

    static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
