using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>
/// Walks a tree in Python's order, depth first, with one open enumeration for each level: what lies beside the way takes no memory.
/// Containers are to be entered once, at their first path, so that a tree that shares its nodes costs no more than its nodes.
/// </summary>
abstract class PythonWalker(TorchObjects objects, Encoding encoding)
{
    readonly long _mostVisits = objects.MaxVisits;
    long _visits;
    readonly Stack<(PythonPath? Path, IEnumerator<PythonChild> Children)> _open = new();

    protected void Walk(PickleValue root)
    {
        Visit(new(root, null));
        while (_open.TryPeek(out (PythonPath? Path, IEnumerator<PythonChild> Children) level))
        {
            if (!level.Children.MoveNext())
            {
                _open.Pop();
                continue;
            }
            // Nodes are entered once, but objects may share what they are made of, and then hold it each for itself.
            if (++_visits > _mostVisits)
                throw objects.TooManyVisits();
            (PythonStep step, object content) = level.Children.Current;
            if (!Skips(content))
                Visit(step.Position >= 0 ? new(content, level.Path, step.Position) : new(content, new(level.Path, step.Decoded(encoding))));
        }
    }

    /// <summary>Whether there is nothing to see: no path is made for it.</summary>
    protected virtual bool Skips(object content) => false;

    protected abstract void Tensor(in PythonRow row, TorchTensor tensor);

    protected abstract void Value(in PythonRow row, PickleValue node);

    /// <summary>Whether a node is a tensor; null for one that is described wrongly and left out.</summary>
    protected virtual bool TryTensor(PickleValue node, out TorchTensor? tensor) => objects.TryTensor(node, out tensor);

    /// <summary>Goes into what a row holds.</summary>
    protected void Enter(in PythonRow row, IEnumerable<PythonChild> children) => _open.Push((row.Path, children.GetEnumerator()));

    /// <summary>The parts of a tensor, then what is known of it besides, then its Python attributes.</summary>
    protected static IEnumerable<PythonChild> Below(TorchTensor tensor, bool withFacts)
    {
        foreach ((string name, TorchTensor part) in tensor.Parts)
            yield return new(PythonStep.Attribute(name), part);
        if (withFacts)
            foreach ((string name, PickleValue fact) in tensor.Facts)
                yield return new(PythonStep.Attribute(name), fact);
        if (tensor.State is not null && tensor.Kind != TensorKind.Jagged)
            foreach (PythonChild attribute in PythonChildren.State(tensor.State))
                yield return attribute;
    }

    void Visit(in PythonRow row)
    {
        if (row.Content is TorchTensor part)
            Tensor(row, part);
        else if (!TryTensor((PickleValue)row.Content, out TorchTensor? tensor))
            Value(row, (PickleValue)row.Content);
        else if (tensor is not null)
            Tensor(row, tensor);
    }
}
