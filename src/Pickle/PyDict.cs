using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace PtFormat.Pickle;

/// <summary>A dict: entries in order of insertion, keys equal as in Python (1 == 1.0 == True).</summary>
public sealed class PyDict : PickleValue
{
    // Up to here looking at each key is as fast as hashing, and most dicts are that small.
    const int MaxScanned = 8;

    // One field, made when first needed: a pickle of a million empty dicts is a million bytes long.
    Table? _entries;

    /// <summary>A fresh, empty dict.</summary>
    public PyDict() : base(PickleKind.Dict) => Depth = 1;

    /// <summary>The number of entries.</summary>
    public int Count => _entries?.Count ?? 0;

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<KeyValuePair<PickleValue, PickleValue>> Entries => _entries is null ? [] : _entries;

    /// <summary>The value of a key that is there, or sets the value of any key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">The key is not there.</exception>
    public PickleValue this[PickleValue key]
    {
        get => TryGet(key, out PickleValue? value) ? value : throw new KeyNotFoundException($"The dict has no such {key.Kind.PythonName()} as a key.");
        set => Set(key, value);
    }

    /// <summary>The value of a str key that is there.</summary>
    /// <param name="key">The key's text.</param>
    /// <exception cref="KeyNotFoundException">The key is not there.</exception>
    public PickleValue this[string key] =>
        TryGet(key, out PickleValue? value) ? value : throw new KeyNotFoundException($"The dict has no key {PtFormatException.Quote(key)}.");

    /// <summary>The value of a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    public bool TryGet(PickleValue key, [NotNullWhen(true)] out PickleValue? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        int position = PickleKeyComparer.IsHashable(key) ? Find(key) : -1;
        value = position < 0 ? null : _entries![position].Value;
        return position >= 0;
    }

    /// <summary>The value of a str key, if it is there.</summary>
    /// <param name="key">The key's text.</param>
    /// <param name="value">Its value.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out PickleValue? value) => TryGet(new PyString(key), out value);

    /// <summary>Sets a value. An equal key keeps its place and its first key object, as in Python.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether an equal key was there already.</returns>
    /// <exception cref="PtFormatException">The key is of a kind that can change, or a tuple that is too large for a key.</exception>
    public bool Set(PickleValue key, PickleValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        PickleKeyComparer.Check(key);
        _entries ??= [];
        int position = Find(key);
        if (position >= 0)
        {
            _entries[position] = new(_entries[position].Key, value);
            return true;
        }
        _entries.Add(new(key, value));
        if (_entries.Count > MaxScanned)
            Index(key);
        return false;
    }

    /// <summary>Makes room for so many more entries at once.</summary>
    internal void Reserve(int more) => (_entries ??= []).EnsureCapacity(Count + more);

    int Find(PickleValue key)
    {
        if (_entries is null)
            return -1;
        if (_entries.Index is not null)
            return FindIndexed(_entries.Index, key);
        for (int i = 0; i < _entries.Count; i++)
            if (PickleKeyComparer.Instance.Equals(_entries[i].Key, key))
                return i;
        return -1;
    }

    int FindIndexed(ulong[] index, PickleValue key)
    {
        uint hash = Hash(key);
        for (uint slot = hash & (uint)(index.Length - 1); index[slot] != 0; slot = (slot + 1) & (uint)(index.Length - 1))
            if (index[slot] >> 32 == hash && PickleKeyComparer.Instance.Equals(_entries![(int)(uint)index[slot] - 1].Key, key))
                return (int)(uint)index[slot] - 1;
        return -1;
    }

    // Enters the newest entry, or all where the index must grow.
    void Index(PickleValue newest)
    {
        int count = _entries!.Count;
        if (_entries.Index is not null && 2L * count <= _entries.Index.Length)
        {
            Enter(_entries.Index, (ulong)Hash(newest) << 32 | (uint)count);
            return;
        }
        ulong[] index = new ulong[checked(2 * (int)BitOperations.RoundUpToPowerOf2((uint)_entries.Capacity))];
        for (int i = 0; i < count; i++)
            Enter(index, (ulong)Hash(_entries[i].Key) << 32 | (uint)(i + 1));
        _entries.Index = index;
    }

    static void Enter(ulong[] index, ulong entry)
    {
        uint slot = (uint)(entry >> 32) & (uint)(index.Length - 1);
        while (index[slot] != 0)
            slot = (slot + 1) & (uint)(index.Length - 1);
        index[slot] = entry;
    }

    static uint Hash(PickleValue key) => (uint)PickleKeyComparer.Instance.GetHashCode(key);

    sealed class Table : List<KeyValuePair<PickleValue, PickleValue>>
    {
        // Open addressing, a power of two, at most half full: the upper half of a slot is a key's hash, the lower 1 + its position; 0 is free.
        public ulong[]? Index { get; set; }
    }
}
