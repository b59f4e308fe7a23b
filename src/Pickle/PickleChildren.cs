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
        int position = 0;
        while (Next(node, ref position) is { } child)
            children.Add(child);
    }

    /// <summary>The next child of a node: a walker keeps a position for each node on its way, and no list of what lies beside it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="position">0 for the first child; moved on.</param>
    /// <returns>Null behind the last.</returns>
    internal static PickleValue? Next(PickleValue node, ref int position)
    {
        int at = position++;
        switch (node)
        {
            case PyTuple tuple: return at < tuple.Span.Length ? tuple.Span[at] : null;
            case PyList list: return at < list.Count ? list[at] : null;
            case PyDict dict: return at >> 1 < dict.Count ? Half(dict.Entries[at >> 1], at) : null;
            case PySet set: return Member(set.Members, at);
            case PyFrozenSet set: return Member(set.Members, at);
            case PyPersistentId id: return at == 0 ? id.Id : null;
            case PyObject made: return Next(made, at, ref position);
            default: return null;
        }
    }

    /// <summary>Whether there is anything in it.</summary>
    internal static bool IsInner(PickleValue node) => node switch
    {
        PyTuple tuple => tuple.Span.Length > 0,
        PyList list => list.Count > 0,
        PyDict dict => dict.Count > 0,
        PySet set => set.Members is not null,
        PyFrozenSet set => set.Members is not null,
        _ => node is PyObject or PyPersistentId,
    };

    /// <summary>
    /// Whether a walker must remember that it was there. What a pickle did not put into its memo lies in one place: it cannot be met
    /// twice, and no cycle leads through it. A persistent id is not memoised wherever it comes from.
    /// </summary>
    internal static bool MayBeMetAgain(PickleValue node) => node.IsMemoised || node is PyPersistentId;

    static PickleValue? Next(PyObject made, int at, ref int position)
    {
        // What is called, with what, with which keywords; then keys and values of what happens to it.
        switch (at)
        {
            case 0: return made.Callable;
            case 1: return made.Arguments;
            case 2 when made.KeywordArguments is { } keywords: return keywords;
            case 2: at = position++; break;
        }
        for (; (at - 3) >> 1 < made.Effects.Count; at = position++)
        {
            PickleEffect effect = made.Effects[(at - 3) >> 1];
            if (((at & 1) != 0 ? effect.Key : effect.Value) is { } part)
                return part;
        }
        return null;
    }

    static PickleValue Half(KeyValuePair<PickleValue, PickleValue> entry, int at) => (at & 1) == 0 ? entry.Key : entry.Value;

    static PickleValue? Member(PyDict? members, int at) => at < members?.Count ? members.Entries[at].Key : null;
}
