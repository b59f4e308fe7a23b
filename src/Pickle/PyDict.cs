using System.Diagnostics.CodeAnalysis;

namespace PtFormat.Pickle;

/// <summary>A dict: entries in order of insertion, keys equal as in Python (1 == 1.0 == True).</summary>
public sealed class PyDict : PickleValue
{
    // Up to here looking at each key is as fast as hashing, and most dicts are that small.
    const int MaxScanned = 8;

    List<KeyValuePair<PickleValue, PickleValue>>? _entries;
    Dictionary<PickleValue, int>? _index;

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
        if (_index is not null)
            _index.Add(key, _entries.Count - 1);
        else if (_entries.Count > MaxScanned)
        {
            _index = new(2 * MaxScanned, PickleKeyComparer.Instance);
            for (int i = 0; i < _entries.Count; i++)
                _index.Add(_entries[i].Key, i);
        }
        return false;
    }

    int Find(PickleValue key)
    {
        if (_entries is null)
            return -1;
        if (_index is not null)
            return _index.TryGetValue(key, out int position) ? position : -1;
        for (int i = 0; i < _entries.Count; i++)
            if (PickleKeyComparer.Instance.Equals(_entries[i].Key, key))
                return i;
        return -1;
    }
}
