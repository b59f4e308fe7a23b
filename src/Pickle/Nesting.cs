namespace PtFormat.Pickle;

/// <summary>How deep containers lie in one another.</summary>
static class Nesting
{
    /// <summary>The depth of a container of these items.</summary>
    public static int Above(IEnumerable<PickleValue> items)
    {
        int depth = 0;
        foreach (PickleValue item in items)
            depth = Math.Max(depth, item.Depth);
        return depth + 1;
    }

    /// <summary>The depth of a tree, each node counted where it is met first: what a walker that remembers its visits will see.</summary>
    public static int Measure(PickleValue root)
    {
        HashSet<PickleValue> visited = new(ReferenceEqualityComparer.Instance);
        Stack<(PickleValue Node, int Depth)> pending = new();
        int deepest = 0;
        pending.Push((root, 1));
        List<PickleValue> children = [];
        while (pending.TryPop(out (PickleValue Node, int Depth) next))
        {
            children.Clear();
            PickleChildren.Collect(next.Node, children);
            // What holds nothing is no level, and need not be remembered.
            if (children.Count == 0 || !visited.Add(next.Node))
                continue;
            deepest = Math.Max(deepest, next.Depth);
            foreach (PickleValue child in children)
                pending.Push((child, next.Depth + 1));
        }
        return deepest;
    }
}
