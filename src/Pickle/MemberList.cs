using System.Collections;

namespace PtFormat.Pickle;

/// <summary>The keys of a dict as a list: a set is a dict without values.</summary>
sealed class MemberList(PyDict members) : IReadOnlyList<PickleValue>
{
    /// <summary>The members of a set that may have none.</summary>
    public static IReadOnlyList<PickleValue> Of(PyDict? members) => members is null ? [] : new MemberList(members);

    public int Count => members.Count;

    public PickleValue this[int index] => members.Entries[index].Key;

    public IEnumerator<PickleValue> GetEnumerator()
    {
        foreach ((PickleValue key, _) in members.Entries)
            yield return key;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
