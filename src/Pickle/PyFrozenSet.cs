namespace PtFormat.Pickle;

/// <summary>A frozenset, its members in the order of the file. Below protocol 4 Python writes it as a call, and such a call is read as a <see cref="PyObject"/>.</summary>
public sealed class PyFrozenSet : PickleValue
{
    readonly PyDict _members = new();

    /// <summary>A fresh frozenset.</summary>
    /// <param name="items">Its members; of equal ones the first stays.</param>
    /// <exception cref="PtFormatException">A member is of a kind that can change.</exception>
    public PyFrozenSet(params IEnumerable<PickleValue> items) : base(PickleKind.FrozenSet)
    {
        ArgumentNullException.ThrowIfNull(items);
        int depth = 0;
        foreach (PickleValue item in items)
        {
            depth = Math.Max(depth, item.Depth);
            if (_members.Set(item, PyNone.Instance))
                RepeatedKeyBytes += PickleKeyComparer.Cost(item);
        }
        Depth = depth + 1;
    }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<PickleValue> Items => new MemberList(_members);

    internal long RepeatedKeyBytes { get; }
}
