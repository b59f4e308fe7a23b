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
        int deepest = 0;
        PickleWalk walk = new(root);
        while (walk.Next() is not null)
            deepest = Math.Max(deepest, walk.Depth);
        return deepest;
    }
}
