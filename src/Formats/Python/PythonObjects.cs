using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Tree to C# values. What a node gives is remembered, so sharing and cycles stay as they are, and each node costs once.</summary>
sealed class PythonObjects(TorchObjects objects, PythonLeaves leaves, Lock interpreting)
{
    readonly Dictionary<PickleValue, object> _made = new(ReferenceEqualityComparer.Instance);
    readonly Stack<(PythonObject Made, List<(PythonStep Step, PickleValue Child)> Items, List<(PythonStep Step, PickleValue Child)> Attributes)> _pending = new();

    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public object? Read(PickleValue root)
    {
        lock (interpreting)
        {
            try
            {
                return Fill(Make(root));
            }
            catch
            {
                // Half-filled objects must not be handed out later.
                _made.Clear();
                _pending.Clear();
                throw;
            }
        }
    }

    object? Fill(object? result)
    {
        while (_pending.TryPop(out var next))
        {
            foreach ((PythonStep step, PickleValue child) in next.Items)
                if (next.Made.IsMapping)
                    next.Made.EntryList.Add(new(Key(step), Make(child)));
                else
                    next.Made.ItemList.Add(Make(child));
            foreach ((PythonStep step, PickleValue child) in next.Attributes)
                next.Made.AttributeList.Add(new(step.Name, Make(child)));
        }
        return result;
    }

    object? Key(PythonStep step) => step.KeyNode is { } node ? node is PyTuple ? leaves.Member(node, 0) : Make(node) : step.Name;

    object? Make(PickleValue node)
    {
        if (_made.TryGetValue(node, out object? known))
            return known;
        object made;
        if (objects.TryTensor(node, out TorchTensor? tensor))
            made = tensor.Resolved() ?? new TensorEntry(null, tensor);
        else if (leaves.TryRead(node, out PythonLeaf leaf))
            return leaf.Value;
        else
        {
            List<(PythonStep, PickleValue)> items = [], attributes = [];
            PythonShape shape = PythonChildren.Collect(node, items, attributes);
            PythonObject shell = new(node, shape.TypeName, shape.IsMapping);
            _pending.Push((shell, items, attributes));
            made = shell;
        }
        _made.Add(node, made);
        return made;
    }
}
