namespace PtFormat.Pickle;

/// <summary>A frozenset, its members in the order of the file. Below protocol 4 Python writes it as a call, and such a call is read as a <see cref="PyObject"/>.</summary>
public sealed class PyFrozenSet : PickleValue
{
    /// <summary>A fresh frozenset.</summary>
    /// <param name="items">Its members; of equal ones the first stays.</param>
    /// <exception cref="PtFormatException">A member is of a kind that can change.</exception>
    public PyFrozenSet(params IEnumerable<PickleValue> items) : this([.. items], out _)
    {
    }

    internal PyFrozenSet(ReadOnlySpan<PickleValue> items, out long repeatedKeyBytes) : base(PickleKind.FrozenSet)
    {
        int depth = 0;
        repeatedKeyBytes = 0;
        foreach (PickleValue item in items)
        {
            ArgumentNullException.ThrowIfNull(item, nameof(items));
            depth = Math.Max(depth, item.Depth);
            if ((Members ??= new()).Set(item, PyNone.Instance))
                repeatedKeyBytes += PickleKeyComparer.Cost(item);
        }
        Depth = depth + 1;
    }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<PickleValue> Items => MemberList.Of(Members);

    /// <summary>The members as keys; null where there are none.</summary>
    internal PyDict? Members { get; }
}
