namespace PtFormat.Pickle;

/// <summary>
/// Visits the nodes of a tree that hold others: each once, before what it holds, in the order in which they are written. Of the
/// nodes on the way down it keeps one entry each, of the others only those that may be met again.
/// </summary>
struct PickleWalk(PickleValue root)
{
    readonly List<(PickleValue Node, int Position)> _open = [];
    readonly NodeNumbers _met = new();
    PickleValue? _root = root;

    /// <summary>How many nodes lie around the next ones, the current one included.</summary>
    public readonly int Depth => _open.Count;

    /// <summary>The next node; null at the end.</summary>
    public PickleValue? Next()
    {
        if (_root is { } first)
        {
            _root = null;
            if (Enter(first))
                return first;
        }
        while (_open.Count > 0)
        {
            (PickleValue node, int position) = _open[^1];
            PickleValue? child = PickleChildren.Next(node, ref position);
            if (child is null)
            {
                _open.RemoveAt(_open.Count - 1);
                continue;
            }
            _open[^1] = (node, position);
            if (Enter(child))
                return child;
        }
        return null;
    }

    readonly bool Enter(PickleValue node)
    {
        if (!PickleChildren.IsInner(node) || PickleChildren.MayBeMetAgain(node) && !_met.Add(node))
            return false;
        _open.Add((node, 0));
        return true;
    }
}
