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
        Collect(node, new Every(children));
    }

    /// <summary>The children that hold others or are names: a million empty containers in one list need no list of their own.</summary>
    internal static void CollectNodes(PickleValue node, List<PickleValue> children) => Collect(node, new Nodes(children));

    /// <summary>Whether there is anything in it.</summary>
    internal static bool IsInner(PickleValue node) => node switch
    {
        PyTuple tuple => tuple.Span.Length > 0,
        PyList list => list.Count > 0,
        PyDict dict => dict.Count > 0,
        PySet set => set.Items.Count > 0,
        PyFrozenSet set => set.Items.Count > 0,
        _ => node is PyObject or PyPersistentId,
    };

    /// <summary>
    /// Whether a walker must remember that it was there. What a pickle did not put into its memo lies in one place: it cannot be met
    /// twice, and no cycle leads through it. A persistent id is not memoised wherever it comes from.
    /// </summary>
    internal static bool MayBeMetAgain(PickleValue node) => node.IsMemoised || node is PyPersistentId;

    interface ITarget
    {
        void Add(PickleValue child);
    }

    readonly struct Every(ICollection<PickleValue> children) : ITarget
    {
        public void Add(PickleValue child) => children.Add(child);
    }

    readonly struct Nodes(List<PickleValue> children) : ITarget
    {
        public void Add(PickleValue child)
        {
            if (child is PyGlobal || IsInner(child))
                children.Add(child);
        }
    }

    static void Collect<T>(PickleValue node, T children) where T : struct, ITarget
    {
        switch (node)
        {
            case PyTuple tuple: Add(tuple.Items, children); break;
            case PyList { Count: > 0 } list: Add(list.Items, children); break;
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

    static void Add<T>(IEnumerable<PickleValue> items, T children) where T : struct, ITarget
    {
        foreach (PickleValue item in items)
            children.Add(item);
    }
}
