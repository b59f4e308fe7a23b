using System.Collections;

namespace PtFormat.Formats.Python;

/// <summary>A set or frozenset, its members in the order of the file.</summary>
public sealed class PythonSet : IReadOnlyList<object?>
{
    internal PythonSet(bool isFrozen) => IsFrozen = isFrozen;

    internal List<object?> Members { get; } = [];

    /// <summary>True for a frozenset.</summary>
    public bool IsFrozen { get; }

    /// <inheritdoc/>
    public int Count => Members.Count;

    /// <inheritdoc/>
    public object? this[int index] => Members[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => Members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
