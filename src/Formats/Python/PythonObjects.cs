using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>
/// Tree to C# values, one level at a time: what a container holds is made when it is asked for. What a node gives is remembered, so
/// sharing and cycles stay as they are, and each node costs once.
/// </summary>
sealed class PythonObjects(TorchObjects objects, PythonLeaves leaves, Lock interpreting)
{
    readonly NodeNumbers _known = new();
    readonly List<object> _made = [];

    /// <summary>The value of a node.</summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public object? Read(PickleValue node)
    {
        lock (interpreting)
        {
            int known = _known.Find(node);
            if (known >= 0)
                return _made[known];
            object made;
            if (objects.TryTensor(node, out TorchTensor? tensor))
                made = tensor.Resolved() ?? new TensorEntry(new(tensor, null), tensor);
            else if (leaves.TryRead(node, out PythonLeaf leaf))
                return leaf.Value;
            else
                made = new PythonObject(node, this);
            _known.Add(node);
            _made.Add(made);
            return made;
        }
    }

    /// <summary>The items of what is no mapping.</summary>
    public object?[] Items(PickleValue node)
    {
        lock (interpreting)
            return [.. PythonChildren.Items(node).Select(child => Read((PickleValue)child.Content))];
    }

    /// <summary>The entries of a mapping; an item that was given an index has that for a key.</summary>
    public KeyValuePair<object?, object?>[] Entries(PickleValue node)
    {
        lock (interpreting)
            return [.. PythonChildren.Items(node).Select(child => KeyValuePair.Create(Key(child.Step), Read((PickleValue)child.Content)))];
    }

    public KeyValuePair<string, object?>[] Attributes(PickleValue node)
    {
        lock (interpreting)
            return [.. PythonChildren.Attributes(node).Select(child => KeyValuePair.Create(child.Step.Name, Read((PickleValue)child.Content)))];
    }

    object? Key(PythonStep step) => step.KeyNode is { } node ? node is PyTuple ? leaves.Member(node, 0) : Read(node) : step.Name;
}
