namespace PtFormat.Pickle;

/// <summary>A set, its members in the order of the file. Below protocol 4 Python writes it as a call, and such a call is read as a <see cref="PyObject"/>.</summary>
public sealed class PySet : PickleValue
{
    /// <summary>A fresh, empty set.</summary>
    public PySet() : base(PickleKind.Set) => Depth = 1;

    /// <summary>A fresh set.</summary>
    /// <param name="items">Its members.</param>
    public PySet(IEnumerable<PickleValue> items) : this()
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (PickleValue item in items)
            Add(item);
    }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<PickleValue> Items => MemberList.Of(Members);

    /// <summary>The members as keys; null where there are none.</summary>
    internal PyDict? Members { get; private set; }

    /// <summary>Adds a member, if no equal one is there.</summary>
    /// <param name="item">The member.</param>
    /// <returns>Whether an equal one was there already.</returns>
    /// <exception cref="PtFormatException">The member is of a kind that can change.</exception>
    public bool Add(PickleValue item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Depth = Math.Max(Depth, item.Depth + 1);
        return (Members ??= new()).Set(item, PyNone.Instance);
    }
}
