using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>The storages of one file: each persistent id is checked, and equal keys give one storage.</summary>
abstract class TorchStorages(LoadLimits limits, string pickleRecord)
{
    readonly HashSet<string> _replaced = new(StringComparer.Ordinal);
    readonly Dictionary<string, (StorageReference Reference, Storage Storage)> _byKey = new(StringComparer.Ordinal);

    /// <summary>Every storage that was asked for, in order of first appearance.</summary>
    public IEnumerable<Storage> All => _byKey.Values.Select(known => known.Storage);

    /// <summary>The storage of a persistent id.</summary>
    /// <exception cref="PtFormatException">The id is malformed, contradicts an earlier one, or names no record of that length.</exception>
    public (StorageReference Reference, Storage Storage) Get(PyPersistentId id)
    {
        StorageReference reference = Parse(id.Id);
        if (_byKey.TryGetValue(reference.Key, out var known))
        {
            if (known.Reference.Class != reference.Class || known.Reference.Count != reference.Count)
                throw Malformed($"storage {PtFormatException.Quote(reference.Key)} is named twice with different classes or lengths");
            return known;
        }
        if (_byKey.Count >= limits.MaxStorages)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the file has more storages; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}", record: pickleRecord);
        var made = (reference, reference.Location == "meta" ? Device.Meta.Allocate(reference.ByteLength) : Open(reference));
        _byKey.Add(reference.Key, made);
        return made;
    }

    /// <summary>The storage of a key, if it was asked for before.</summary>
    public (StorageReference Reference, Storage Storage)? Find(string key) => _byKey.TryGetValue(key, out var known) ? known : null;

    /// <summary>Puts another storage under a key.</summary>
    public void Set(StorageReference reference, Storage storage)
    {
        _byKey[reference.Key] = (reference, storage);
        _replaced.Add(reference.Key);
    }

    /// <summary>Whether the key has another storage than the file had.</summary>
    public bool IsReplaced(string key) => _replaced.Contains(key);

    /// <summary>Locates a storage's bytes; their length must be the reference's.</summary>
    protected abstract Storage Open(StorageReference reference);

    /// <summary>How many items the persistent id has: 5 in a zip, 6 in the legacy format.</summary>
    protected virtual int IdItems => 5;

    protected PtFormatException Malformed(string what) => new(PtErrorKind.Malformed, what, record: pickleRecord);

    StorageReference Parse(PickleValue id)
    {
        if (id is not PyTuple { Items: var items } || items.Count != IdItems || items[0] is not PyString { Value: "storage" })
            throw Malformed($"a persistent id is no tuple ('storage', class, key, location, count) of {IdItems} items");
        if (StorageClass.Find(items[1]) is not { } storageClass)
            throw Malformed($"a persistent id names no storage class: {(PyGlobal.TryName(items[1], out string? module, out string? name) ? PtFormatException.Quote($"{module}.{name}") : items[1].Kind)}");
        if (items[2] is not PyString { Value: var key } || !IsKey(key))
            throw Malformed($"a storage's key is {(items[2] is PyString text ? PtFormatException.Quote(text.Value) : items[2].Kind)}: 1 to {limits.MaxStorageKeyChars} letters, digits, '_', '-' or '.' were needed");
        if (items[3] is not PyString { Value: var location })
            throw Malformed($"the location of storage {PtFormatException.Quote(key)} is no text");
        if (items[4] is not PyInt number || !number.TryGetInt64(out long count) || count < 0 || count > long.MaxValue / storageClass.ItemSize)
            throw Malformed($"the element count of storage {PtFormatException.Quote(key)} is no integer from 0 to 2^63 - 1 bytes");
        return new(storageClass, key, location, count, items.Count > 5 ? ParseView(items[5]) : null);
    }

    StorageView? ParseView(PickleValue view)
    {
        if (view is PyNone)
            return null;
        if (view is PyTuple { Items: [PyString key, PyInt offset, PyInt count] } && IsKey(key.Value)
            && offset.TryGetInt64(out long first) && count.TryGetInt64(out long length) && first >= 0 && length >= 0)
            return new(key.Value, first, length);
        throw Malformed("a storage's view is neither None nor (key, offset, count)");
    }

    // It becomes part of a record's name, so nothing that could lead elsewhere.
    bool IsKey(string key) => key.Length > 0 && key.Length <= limits.MaxStorageKeyChars && key is not ("." or "..")
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
