using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Lists the tensors of a tree with their paths, depth first. Every container is walked once, at its first path, so a tree that
/// shares its nodes costs no more than its nodes; a tensor is listed at each of its paths.
/// </summary>
sealed class TensorWalker(TorchObjects objects)
{
    readonly HashSet<object> _walked = new(ReferenceEqualityComparer.Instance);
    readonly List<TensorEntry> _entries = [];
    readonly Stack<(PythonPath? Path, PickleValue? Node, TorchTensor? Part)> _pending = new();
    readonly List<(PythonStep Step, PickleValue Child)> _children = [];

    public List<TensorEntry> Walk(PickleValue root)
    {
        _pending.Push((null, root, null));
        while (_pending.TryPop(out (PythonPath? Path, PickleValue? Node, TorchTensor? Part) next))
        {
            if (next.Part is { } part)
                Tensor(next.Path, part, part);
            else if (objects.TryTensor(next.Node!, out TorchTensor? tensor))
                Tensor(next.Path, tensor, next.Node!);
            else if (next.Node is PyDict or PyList or PyTuple or PyObject && _walked.Add(next.Node))
            {
                PythonChildren.Collect(next.Node, _children);
                PushChildren(next.Path);
            }
        }
        return _entries;
    }

    void Tensor(PythonPath? path, TorchTensor tensor, object identity)
    {
        _entries.Add(new(path, tensor));
        if (!_walked.Add(identity))
            return;
        if (tensor.State is not null && tensor.Kind != Formats.TensorKind.Jagged)
            PythonChildren.CollectState(tensor.State, _children);
        PushChildren(path);
        // Parts come before attributes, so they are pushed last.
        for (int i = tensor.Parts.Count - 1; i >= 0; i--)
            _pending.Push((new(path, PythonStep.Attribute(tensor.Parts[i].Name)), null, tensor.Parts[i].Part));
    }

    void PushChildren(PythonPath? path)
    {
        for (int i = _children.Count - 1; i >= 0; i--)
            if (_children[i].Child is PyDict or PyList or PyTuple or PyObject)
                _pending.Push((new(path, _children[i].Step), _children[i].Child, null));
        _children.Clear();
    }
}
