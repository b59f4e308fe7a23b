namespace PtFormat.Pickle;

/// <summary>A list.</summary>
public sealed class PyList : PickleValue
{
    // Made when first needed: a pickle of a million empty lists is a million bytes long.
    List<PickleValue>? _items;

    /// <summary>A fresh, empty list.</summary>
    public PyList() : base(PickleKind.List) => Depth = 1;

    /// <summary>A fresh list.</summary>
    /// <param name="items">Its items, which are copied.</param>
    public PyList(IEnumerable<PickleValue> items) : this()
    {
        _items = [.. items];
        Depth = Nesting.Above(_items);
    }

    /// <summary>The items; the list may be changed.</summary>
    public IList<PickleValue> Items => _items ??= [];

    /// <summary>The items, with no list made for an empty one.</summary>
    internal IReadOnlyList<PickleValue> All => _items is null ? [] : _items;

    internal int Count => _items?.Count ?? 0;

    internal PickleValue this[int index] => _items![index];

    // A batch of a million one-byte items is told before: growing by doubling would hold three times as much. And a list of one has room for one.
    internal void Reserve(int more)
    {
        if (_items is null)
            _items = new(more);
        else
            _items.EnsureCapacity(Count + more);
    }

    internal void Add(PickleValue item) => (_items ??= []).Add(item);
}
