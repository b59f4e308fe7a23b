using System.Collections;

namespace PtFormat.Tensors;

/// <summary>
/// A Python tuple in a <see cref="StateDict"/>. Two places that hold the same object share one tuple in the file; two equal
/// objects are written twice. That is why it compares by reference.
/// </summary>
public sealed class TupleValue(params IReadOnlyList<object?> items) : IReadOnlyList<object?>
{
    readonly object?[] _items = [.. items.Select(StateDict.CheckValue)];

    /// <inheritdoc/>
    public object? this[int index] => _items[index];

    /// <summary>For readers, who meet a tuple before its items.</summary>
    internal void Set(int index, object? value) => _items[index] = StateDict.CheckValue(value);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
