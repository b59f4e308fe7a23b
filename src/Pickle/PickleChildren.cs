namespace PtFormat.Pickle;

/// <summary>What lies directly inside a node, for walkers that do not care for the kind.</summary>
public static class PickleChildren
{
    /// <summary>Appends the node's direct children, in the order in which they are written.</summary>
    /// <param name="node">The node.</param>
    /// <param name="children">Gets the children.</param>
    public static void Collect(PickleValue node, ICollection<PickleValue> children)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(children);
        switch (node)
        {
            case PyTuple tuple: Add(tuple.Items, children); break;
            case PyList list: Add(list.Items, children); break;
            case PySet set: Add(set.Items, children); break;
            case PyFrozenSet set: Add(set.Items, children); break;
            case PyPersistentId id: children.Add(id.Id); break;
            case PyDict dict:
                foreach ((PickleValue key, PickleValue value) in dict.Entries)
                {
                    children.Add(key);
                    children.Add(value);
                }
                break;
            case PyObject made:
                children.Add(made.Callable);
                children.Add(made.Arguments);
                if (made.KeywordArguments is not null)
                    children.Add(made.KeywordArguments);
                foreach (PickleEffect effect in made.Effects)
                {
                    if (effect.Key is not null)
                        children.Add(effect.Key);
                    children.Add(effect.Value);
                }
                break;
        }
    }

    static void Add(IEnumerable<PickleValue> items, ICollection<PickleValue> children)
    {
        foreach (PickleValue item in items)
            children.Add(item);
    }
}
