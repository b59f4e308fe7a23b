using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Lists the tensors and the plain values of a tree with their paths, depth first. Every container is walked once, at its first
/// path, so a tree that shares its nodes costs no more than its nodes; a tensor is listed at each of its paths.
/// </summary>
sealed class TreeWalker(TorchObjects objects, PythonLeaves leaves, PythonObjects values, Encoding encoding)
{
    // Where values are listed, a node met again says where it was first; for tensors alone it is enough that it was met.
    readonly Dictionary<object, PythonPath?> _firstPaths = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<object> _met = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<PickleValue, string> _typeNames = new(ReferenceEqualityComparer.Instance);
    readonly Stack<(PythonPath? Path, PickleValue? Node, TorchTensor? Part)> _pending = new();
    readonly List<(PythonStep Step, PickleValue Child)> _items = [];
    readonly List<(PythonStep Step, PickleValue Child)> _attributes = [];
    readonly List<TensorEntry> _tensors = [];
    List<ValueEntry>? _values;
    bool _lists = true;
    CancellationToken _cancellation;
    Action<PtFormatException>? _wrong;
    readonly HashSet<PickleValue> _wrongNodes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at every tensor, so that what is wrong with one is said, and lists nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Describe(PickleValue root, CancellationToken cancellation)
    {
        (_lists, _cancellation) = (false, cancellation);
        Walk(root);
    }

    /// <summary>The tensors alone: what is no container is not looked at.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="wrong">Told of each tensor whose description is wrong, once, which is then left out; null to throw at the first.</param>
    public List<TensorEntry> Tensors(PickleValue root, Action<PtFormatException>? wrong = null)
    {
        _wrong = wrong;
        Walk(root);
        return _tensors;
    }

    /// <summary>The values alone.</summary>
    public List<ValueEntry> Values(PickleValue root)
    {
        _values = [];
        Walk(root);
        return _values;
    }

    void Walk(PickleValue root)
    {
        _pending.Push((null, root, null));
        while (_pending.TryPop(out (PythonPath? Path, PickleValue? Node, TorchTensor? Part) next))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (next.Part is { } part)
                Tensor(next.Path, part);
            else if (TryTensor(next.Node!, out TorchTensor? tensor))
            {
                if (tensor is not null)
                    Tensor(next.Path, tensor);
            }
            else if (_values is not null || next.Node is PyDict or PyList or PyTuple or PyObject)
                Value(next.Path, next.Node!);
        }
    }

    // True without a tensor where one was described wrongly.
    bool TryTensor(PickleValue node, out TorchTensor? tensor)
    {
        try
        {
            return objects.TryTensor(node, out tensor);
        }
        catch (PtFormatException e) when (_wrong is not null)
        {
            tensor = null;
            if (_wrongNodes.Add(node))
                _wrong(e);
            return true;
        }
    }

    void Tensor(PythonPath? path, TorchTensor tensor)
    {
        if (_lists)
            _tensors.Add(new(path, tensor));
        else if (tensor is { State: null, Facts.Count: 0, Parts.Count: 0 })
            return;
        if (!Meet(tensor, path))
            return;
        foreach ((string name, PickleValue fact) in tensor.Facts)
            _attributes.Add((PythonStep.Attribute(name), fact));
        if (tensor.State is not null && tensor.Kind != TensorKind.Jagged)
            PythonChildren.CollectState(tensor.State, _attributes);
        PushChildren(path);
        // Parts come before attributes, so they are pushed last.
        for (int i = tensor.Parts.Count - 1; i >= 0; i--)
            _pending.Push((new(path, PythonStep.Attribute(tensor.Parts[i].Name)), null, tensor.Parts[i].Part));
    }

    bool Meet(object node, PythonPath? path) => _values is null ? node is PickleValue value && !PickleChildren.MayBeMetAgain(value) || _met.Add(node) : _firstPaths.TryAdd(node, path);

    void Value(PythonPath? path, PickleValue node)
    {
        if (leaves.TryRead(node, out PythonLeaf leaf))
        {
            _values?.Add(ValueEntry.Leaf(path, leaf));
            return;
        }
        if (PythonLeaves.IsException(node))
        {
            _values?.Add(ValueEntry.Exception(path, values, (PyObject)node));
            return;
        }
        // There is but one empty tuple in Python, which no file says.
        bool isEmptyTuple = node is PyTuple { Items.Count: 0 };
        if (!isEmptyTuple && !Meet(node, path))
        {
            _values?.Add(ValueEntry.Again(path, values, node, _typeNames[node], _firstPaths[node]));
            return;
        }
        if (_values is null && PushContainers(path, node))
            return;
        PythonShape shape = PythonChildren.Collect(node, _items, _attributes);
        if (_values is not null)
            _typeNames[node] = shape.TypeName;
        _values?.Add(ValueEntry.Container(path, values, node, shape.TypeName, shape.IsContainer ? _items.Count : _attributes.Count));
        PushChildren(path);
    }

    // For tensors alone, straight from the container: a list of a million numbers needs no list of a million children.
    bool PushContainers(PythonPath? path, PickleValue node)
    {
        switch (node)
        {
            case PyDict dict:
                for (int i = dict.Count - 1; i >= 0; i--)
                    if (MayHoldTensors(dict.Entries[i].Value))
                        Push(path, PythonStep.Key(dict.Entries[i].Key), dict.Entries[i].Value);
                return true;
            case PyList list:
                for (int i = list.Count - 1; i >= 0; i--)
                    if (MayHoldTensors(list[i]))
                        Push(path, PythonStep.Index(i), list[i]);
                return true;
            case PyTuple tuple:
                for (int i = tuple.Items.Count - 1; i >= 0; i--)
                    if (MayHoldTensors(tuple.Items[i]))
                        Push(path, PythonStep.Index(i), tuple.Items[i]);
                return true;
            default:
                return false;
        }
    }

    void Push(PythonPath? path, PythonStep step, PickleValue child) => _pending.Push((_lists ? new(path, step.Decoded(encoding)) : null, child, null));

    static bool MayHoldTensors(PickleValue node) =>
        node is PyDict { Count: > 0 } or PyList { Count: > 0 } or PyTuple { Items.Count: > 0 } or PyObject or PyPersistentId;

    void PushChildren(PythonPath? path)
    {
        PushAll(_attributes);
        PushAll(_items);

        void PushAll(List<(PythonStep Step, PickleValue Child)> children)
        {
            for (int i = children.Count - 1; i >= 0; i--)
                if (_values is not null || MayHoldTensors(children[i].Child))
                    Push(path, children[i].Step, children[i].Child);
            children.Clear();
        }
    }
}
