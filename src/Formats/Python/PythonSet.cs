using System.Collections;

namespace PtFormat.Formats.Python;

/// <summary>A set or frozenset, its members in the order of the file.</summary>
public sealed class PythonSet : IReadOnlyList<object?>
{
    internal PythonSet(bool isFrozen) => IsFrozen = isFrozen;

    internal List<object?> Members { get; } = [];

    /// <summary>How many values stand in it when it is written out, up to <see cref="MaxWritten"/>: sets may share sets, each twice the one before.</summary>
    internal long Written { get; private set; } = 1;

    internal const long MaxWritten = 10_000;

    internal void Add(object? member)
    {
        Members.Add(member);
        Written = Math.Min(MaxWritten, Written + WrittenOf(member));
    }

    // Tuples that are members have a few hundred values in all.
    static long WrittenOf(object? member) => member switch
    {
        PythonSet set => set.Written,
        object?[] items => items.Sum(WrittenOf),
        _ => 1,
    };

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
