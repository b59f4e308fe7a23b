using System.Collections;

namespace PtFormat.Tensors;

/// <summary>
/// What PyTorch calls a state_dict: an ordered dictionary of tensors and plain values, possibly nested. Values are
/// <see cref="Tensor"/> and its siblings, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>, null,
/// <see cref="IList{T}"/> of object, <see cref="TupleValue"/> and <see cref="StateDict"/>.
/// </summary>
public sealed partial class StateDict : IReadOnlyCollection<KeyValuePair<StateKey, object?>>
{
    readonly OrderedDictionary<StateKey, object?> _items;

    /// <summary>An empty dictionary.</summary>
    public StateDict() : this(0)
    {
    }

    /// <summary>An empty dictionary with room for a number of values.</summary>
    internal StateDict(int capacity) => _items = new(capacity);

    /// <summary>The same keys, values and metadata; the tensors are not copied.</summary>
    public StateDict(StateDict other)
    {
        _items = new(other._items);
        (IsOrdered, Metadata) = (other.IsOrdered, other.Metadata);
    }

    /// <summary>True where Python has a <c>collections.OrderedDict</c> (what <c>module.state_dict()</c> gives), false for a plain dict.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>
    /// Module versions by path, as <c>module.state_dict()</c> attaches them under <c>_metadata</c>; null where there are none.
    /// </summary>
    public StateDict? Metadata { get; set; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<StateKey> Keys => _items.Keys;

    /// <summary>A value, by key; setting a new key appends it, setting an old one keeps its place.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key; the message names the nearest.</exception>
    /// <exception cref="ArgumentException">A value of a type that a state_dict does not hold.</exception>
    public object? this[StateKey key]
    {
        get => _items.TryGetValue(key, out object? value) ? value : throw new KeyNotFoundException(Missing(key));
        set => _items[key] = CheckValue(value);
    }

    /// <summary>Appends a value.</summary>
    /// <exception cref="ArgumentException">The key is there already, or a state_dict does not hold such a value.</exception>
    public void Add(StateKey key, object? value) => _items.Add(key, CheckValue(value));

    /// <summary>True when there is such a key.</summary>
    public bool ContainsKey(StateKey key) => _items.ContainsKey(key);

    /// <summary>Looks a value up.</summary>
    public bool TryGetValue(StateKey key, out object? value) => _items.TryGetValue(key, out value);

    /// <summary>Takes a key and its value out.</summary>
    /// <returns>False when there is no such key.</returns>
    public bool Remove(StateKey key) => _items.Remove(key);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key; the message names the nearest.</exception>
    /// <exception cref="InvalidCastException">The value is no tensor.</exception>
    public Tensor Tensor(StateKey key) => Get<Tensor>(key);

    /// <summary>The value of that name as a <typeparamref name="T"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key; the message names the nearest.</exception>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public T Get<T>(StateKey key) => this[key] is T value
        ? value
        : throw new InvalidCastException($"'{key}' is {(this[key] is { } found ? found.GetType().Name : "None")}, not {typeof(T).Name}");

    /// <summary>The tensors that stand directly in this dictionary, in order.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Tensors() =>
        from item in _items where item.Value is Tensor select KeyValuePair.Create(item.Key.ToString(), (Tensor)item.Value!);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<StateKey, object?>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The key of a list that is most like a wanted one, or null when none is alike.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> names)
    {
        // More edits than half the name is no likeness; long lists are cut so that a message costs little.
        string? best = null;
        int bestDistance = Math.Max(wanted.Length / 2, 2);
        foreach (string name in names.Take(10_000))
        {
            int distance = Math.Abs(name.Length - wanted.Length) >= bestDistance ? bestDistance : EditDistance(wanted, name);
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }
        return best;
    }

    internal static object? CheckValue(object? value) => value switch
    {
        null or PtFormat.Tensors.Tensor or SparseTensor or QuantizedTensor or NestedTensor or long or double or bool or string or StateDict or TupleValue or IList<object?> or ISavedValue => value,
        int number => (long)number,
        float number => (double)number,
        _ => throw new ArgumentException($"a state_dict holds tensors, numbers, text, bools, null, lists, tuples and state_dicts, not {value.GetType()}"),
    };

    string Missing(StateKey key)
    {
        string? nearest = key.IsText ? Nearest(key.Text!, _items.Keys.Where(k => k.IsText).Select(k => k.Text!)) : null;
        return $"the state_dict has no '{key}'{(nearest is null ? "" : $"; the nearest of its {Count} keys is '{nearest}'")}";
    }

    static int EditDistance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)], current = new int[b.Length + 1];
        for (int i = 0; i < a.Length; i++)
        {
            current[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
                current[j + 1] = Math.Min(Math.Min(current[j], previous[j + 1]) + 1, previous[j] + (a[i] == b[j] ? 0 : 1));
            (previous, current) = (current, previous);
        }
        return previous[b.Length];
    }
}
