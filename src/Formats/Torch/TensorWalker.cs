using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>Lists the tensors of a tree, each at each of its paths; what holds none is not looked at.</summary>
sealed class TensorWalker(TorchObjects objects, PythonLeaves leaves, Encoding encoding) : PythonWalker(objects, encoding)
{
    readonly NodeNumbers _met = new();
    readonly HashSet<TorchTensor> _metTensors = new(ReferenceEqualityComparer.Instance);
    readonly NodeNumbers _wrongNodes = new();
    List<TensorEntry>? _tensors;
    Action<PtFormatException>? _wrong;
    CancellationToken _cancellation;

    /// <summary>Looks at every tensor, so that what is wrong with one is said, and lists nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Describe(PickleValue root, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Walk(root);
    }

    /// <summary>All of them.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="wrong">Told of each tensor whose description is wrong, once, which is then left out; null to throw at the first.</param>
    public List<TensorEntry> List(PickleValue root, Action<PtFormatException>? wrong = null)
    {
        _wrong = wrong;
        _tensors = [];
        Walk(root);
        return _tensors;
    }

    // What is not listed needs no path: a tensor with nothing below it is looked at here.
    protected override bool Skips(object content) => content is PickleValue node
        && (node is not (PyDict { Count: > 0 } or PyList { Count: > 0 } or PyTuple { Items.Count: > 0 } or PyObject or PyPersistentId)
            || _tensors is null && TryTensor(node, out TorchTensor? tensor) && IsBare(tensor));

    protected override bool TryTensor(PickleValue node, out TorchTensor? tensor)
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            return base.TryTensor(node, out tensor);
        }
        catch (PtFormatException e) when (_wrong is not null)
        {
            tensor = null;
            if (_wrongNodes.Add(node))
                _wrong(e);
            return true;
        }
    }

    protected override void Tensor(in PythonRow row, TorchTensor tensor)
    {
        _tensors?.Add(new(row, tensor));
        if (!IsBare(tensor) && _metTensors.Add(tensor))
            Enter(row, Below(tensor, withFacts: true));
    }

    protected override void Value(in PythonRow row, PickleValue node)
    {
        if (node is not (PyDict or PyList or PyTuple or PyObject) || PickleChildren.MayBeMetAgain(node) && !_met.Add(node) || leaves.TryRead(node, out _) || PythonLeaves.IsException(node))
            return;
        Enter(row, PythonChildren.All(node));
    }

    static bool IsBare(TorchTensor? tensor) => tensor is { State: null, Facts.Count: 0, Parts.Count: 0 };
}
