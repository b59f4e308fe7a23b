namespace PtFormat.Pickle;

/// <summary>A tuple.</summary>
public sealed class PyTuple : PickleValue
{
    readonly PickleValue[] _items;

    /// <summary>A fresh tuple.</summary>
    /// <param name="items">Its items, which are copied.</param>
    public PyTuple(params IEnumerable<PickleValue> items) : base(PickleKind.Tuple)
    {
        _items = [.. items];
        Depth = Nesting.Above(_items);
    }

    internal PyTuple(PickleValue[] items, int depth) : base(PickleKind.Tuple)
    {
        _items = items;
        Depth = depth;
    }

    /// <summary>The items.</summary>
    public IReadOnlyList<PickleValue> Items => _items;

    internal ReadOnlySpan<PickleValue> Span => _items;
}
