using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Lists the plain values of a tree, containers and objects included.</summary>
sealed class ValueWalker(TorchObjects objects, PythonLeaves leaves, PythonObjects values, Encoding encoding, Lock interpreting) : PythonWalker(objects, encoding)
{
    readonly HashSet<TorchTensor> _metTensors = new(ReferenceEqualityComparer.Instance);
    PythonRows<ValueEntry>? _rows;

    public IReadOnlyList<ValueEntry> List(PickleValue root)
    {
        _rows = new(Entry);
        Walk(root);
        return _rows;
    }

    protected override void Tensor(in PythonRow row, TorchTensor tensor)
    {
        if (_metTensors.Add(tensor))
            Enter(row, Below(tensor, withFacts: true));
    }

    protected override void Value(in PythonRow row, PickleValue node)
    {
        _rows!.Add(row);
        // Of what is plainly a leaf nothing is read before it is asked for.
        if (node is not (PyDict or PyList or PyTuple or PyObject or PyPersistentId))
            return;
        // There is but one empty tuple in Python, which no file says.
        if (_rows.IsUnfolded(node) || leaves.TryRead(node, out _) || PythonLeaves.IsException(node) || node is PyTuple { Items.Count: 0 } || !_rows.Unfolds(node))
            return;
        if (PickleChildren.IsInner(node))
            Enter(row, PythonChildren.All(node));
    }

    ValueEntry Entry(PythonRow row, PythonRow? first)
    {
        PickleValue node = (PickleValue)row.Content;
        lock (interpreting)
        {
            if (first is { } unfolded)
                return ValueEntry.Again(row.Path, values, node, PythonChildren.TypeNameOf(node), unfolded.Path);
            if (leaves.TryRead(node, out PythonLeaf leaf))
                return ValueEntry.Leaf(row.Path, leaf);
            if (PythonLeaves.IsException(node))
                return ValueEntry.Exception(row.Path, values, (PyObject)node);
            PythonShape shape = PythonChildren.ShapeOf(node);
            return ValueEntry.Container(row.Path, values, node, shape.TypeName, shape.IsContainer ? PythonChildren.Items(node).Count() : PythonChildren.Attributes(node).Count());
        }
    }
}
