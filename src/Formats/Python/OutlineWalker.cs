using System.Globalization;
using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Notes down a tree, line by line. Every container is unfolded once, so the outline is no longer than the tree.</summary>
sealed class OutlineWalker(TorchObjects objects, Encoding encoding, Lock interpreting) : PythonWalker(objects, encoding)
{
    // A value is a note on its line: what is longer is cut, and sequences of plain values stand on one line.
    const int MaxTextChars = 120;
    const int MaxItemChars = 40;

    const int FewItems = 16;

    // A call of few plain values stands on one line, too.
    const int MaxArguments = 4;

    readonly HashSet<TorchTensor> _metParts = new(ReferenceEqualityComparer.Instance);
    readonly NodeNumbers _looked = new();
    readonly List<bool> _inline = [];
    PythonRows<OutlineRow>? _rows;

    public IReadOnlyList<OutlineRow> List(PickleValue root)
    {
        _rows = new(Line);
        Walk(root);
        return _rows;
    }

    protected override void Tensor(in PythonRow row, TorchTensor tensor)
    {
        _rows!.Add(row);
        if (row.Content is PickleValue node ? _rows.Unfolds(node) : _metParts.Add(tensor))
            Enter(row, Below(tensor, withFacts: false));
    }

    protected override void Value(in PythonRow row, PickleValue node)
    {
        _rows!.Add(row);
        if (!IsPlain(node) && !IsInline(node) && _rows.Unfolds(node) && PickleChildren.IsInner(node) && !IsCall(node))
            Enter(row, PythonChildren.All(node));
    }

    OutlineRow Line(PythonRow row, PythonRow? first)
    {
        PythonPath? path = row.Path;
        int depth = PythonPath.Length(path);
        string key = path is null ? "" : path.Step.ToString();
        lock (interpreting)
        {
            if (row.Content is TorchTensor part)
                return new(depth, key, "", new(row, part));
            PickleValue node = (PickleValue)row.Content;
            if (TryTensor(node, out TorchTensor? tensor) && tensor is not null)
                return new(depth, key, "", new(row, tensor));
            return new(depth, key, first is { } unfolded ? $"the same as {Cut(PythonPath.Text(unfolded.Path), MaxTextChars)}" : Text(node), null);
        }
    }

    string Text(PickleValue node) => IsPlain(node) ? Leaf(node, MaxTextChars) : IsInline(node) ? Inline(node) : IsCall(node) ? Call((PyObject)node) : Container(node);

    static bool IsPlain(PickleValue node) => node is not (PyDict or PyList or PyTuple or PyObject or PySet or PyFrozenSet);

    // A long list may lie in many places: it is gone through once.
    bool IsInline(PickleValue node)
    {
        if (!PickleChildren.MayBeMetAgain(node) || node is not (PyList { Count: > FewItems } or PyTuple { Span.Length: > FewItems }))
            return IsInlineNow(node);
        int known = _looked.Find(node);
        if (known < 0)
        {
            known = _looked.Count;
            _looked.Add(node);
            _inline.Add(IsInlineNow(node));
        }
        return _inline[known];
    }

    static bool IsInlineNow(PickleValue node) => node is PySet or PyFrozenSet || node is PyList list && list.All.All(IsPlain) || node is PyTuple tuple && tuple.Items.All(IsPlain);

    static bool IsCall(PickleValue node)
    {
        if (node is not PyObject { Effects.Count: 0 } call || call.Arguments.Items is not { Count: <= MaxArguments } arguments || !arguments.All(IsPlain))
            return false;
        int children = Count(node);
        return children > 0 && children == arguments.Count;
    }

    static int Count(PickleValue node) => PythonChildren.Items(node).Count() + PythonChildren.Attributes(node).Count();

    static string Container(PickleValue node)
    {
        int count = Count(node);
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
            _ => (((PyList)node).All, "[", "]"),
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
