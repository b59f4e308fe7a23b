using System.Buffers;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>The storages of one file: each persistent id is checked, and equal keys give one storage.</summary>
abstract class TorchStorages(LoadLimits limits, PickleOrigin origin, int expected = 0)
{
    static readonly SearchValues<char> KeyChars = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-.");

    // A file has one node for each class.
    readonly Dictionary<PickleValue, StorageClass?> _classes = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<string> _replaced = new(StringComparer.Ordinal);
    readonly Dictionary<string, LocatedStorage> _byKey = new(expected, StringComparer.Ordinal);
    readonly Dictionary<string, (StorageView View, LocatedStorage Part)> _viewsByKey = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<string>> _viewsOfRoot = new(StringComparer.Ordinal);

    /// <summary>About how many there are; 0 where nobody knows yet.</summary>
    public int Expected => expected;

    /// <summary>Every storage that was asked for, in order of first appearance.</summary>
    public virtual IEnumerable<Storage> All => _byKey.Values.Select(known => known.Storage);

    /// <summary>The storage of a persistent id.</summary>
    /// <exception cref="PtFormatException">The id is malformed, contradicts an earlier one, or names no record of that length.</exception>
    public virtual LocatedStorage Get(PyPersistentId id)
    {
        StorageReference reference = Parse(id);
        LocatedStorage root = Root(reference, id);
        return reference.View is { } view ? Part(root, view, id) : root;
    }

    /// <summary>The storage that a reference names, whatever part of it is meant.</summary>
    protected LocatedStorage Root(StorageReference reference, PyPersistentId id)
    {
        if (_byKey.TryGetValue(reference.Key, out LocatedStorage? known))
        {
            if (known.Reference.Class != reference.Class || known.Reference.Count != reference.Count)
                throw Malformed($"storage {PtFormatException.Quote(reference.Key)} is named twice with different classes or lengths", id);
        }
        else
        {
            if (_byKey.Count >= limits.MaxStorages)
                throw origin.Error(PtErrorKind.LimitExceeded, $"the file has more storages; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}", id.ByteOffset);
            known = new(reference, reference.Location == "meta" ? Device.Meta.Allocate(reference.ByteLength) : Open(reference, id));
            _byKey.Add(reference.Key, known);
        }
        return known;
    }

    /// <summary>The storage of a reference that another file's id was read to.</summary>
    /// <exception cref="PtFormatException">The reference contradicts an earlier one, or names no record of that length.</exception>
    public Storage Get(StorageReference reference, PyPersistentId id) => Root(reference, id).Storage;

    /// <summary>The storage of a key, if it was asked for before.</summary>
    public virtual LocatedStorage? Find(ReadOnlySpan<char> key) => _byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out LocatedStorage? known) ? known : null;

    /// <summary>Puts another storage under a key.</summary>
    public void Set(StorageReference reference, Storage storage)
    {
        _byKey[reference.Key] = new(reference, storage);
        if (_viewsOfRoot.Remove(reference.Key, out List<string>? views))
            foreach (string part in views)
                _viewsByKey.Remove(part);
        _replaced.Add(reference.Key);
    }

    /// <summary>Whether the key has another storage than the file had.</summary>
    public bool IsReplaced(string key) => _replaced.Contains(key);

    /// <summary>The tensor that a persistent id stands for, in the one format where ids stand for tensors; else null.</summary>
    public virtual TarTensor? TensorOf(PyPersistentId id) => null;

    /// <summary>Locates a storage's bytes; their length must be the reference's.</summary>
    protected abstract Storage Open(StorageReference reference, PyPersistentId id);

    /// <summary>How many items the persistent id has: 5 in a zip, 6 in the legacy format.</summary>
    protected virtual int IdItems => 5;

    protected PtFormatException Malformed(string what, PyPersistentId id) => origin.Error(PtErrorKind.Malformed, what, id.ByteOffset);

    /// <exception cref="PtFormatException">The id is malformed.</exception>
    protected StorageReference Parse(PyPersistentId node)
    {
        PickleValue id = node.Id is PyString text && PersistentIdText.TryParse(text.Value, out PyTuple? spelled) ? spelled : node.Id;
        if (id is not PyTuple { Items: var items } || items.Count != IdItems || PythonStrings.Of(items[0]) != "storage")
            throw Malformed($"a persistent id is no tuple ('storage', class, key, location, count) of {IdItems} items", node);
        if (ClassOf(items[1]) is not { } storageClass)
            throw Malformed($"a persistent id names no storage class: {(PyGlobal.TryName(items[1], out string? module, out string? name) ? PtFormatException.Quote($"{module}.{name}") : items[1].Kind)}", node);
        if (PythonStrings.Of(items[2]) is not { } key || !IsKey(key))
            throw Malformed($"a storage's key is {(PythonStrings.Of(items[2]) is { } wrong ? PtFormatException.Quote(wrong) : items[2].Kind)}: 1 to {limits.MaxStorageKeyChars} letters, digits, '_', '-' or '.' were needed", node);
        if (PythonStrings.Of(items[3]) is not { } location)
            throw Malformed($"the location of storage {PtFormatException.Quote(key)} is no text", node);
        if (items[4] is not PyInt number || !number.TryGetInt64(out long count) || count < 0 || count > long.MaxValue / storageClass.ItemSize)
            throw Malformed($"the element count of storage {PtFormatException.Quote(key)} is no integer from 0 to 2^63 - 1 bytes", node);
        return new(storageClass, key, location, count, items.Count > 5 ? ParseView(items[5], node) : null);
    }

    StorageClass? ClassOf(PickleValue node)
    {
        if (!_classes.TryGetValue(node, out StorageClass? known))
            _classes.Add(node, known = StorageClass.Find(node));
        return known;
    }

    StorageView? ParseView(PickleValue view, PyPersistentId id)
    {
        if (view is PyNone)
            return null;
        if (view is PyTuple { Items: [var keyNode, PyInt offset, PyInt count] } && PythonStrings.Of(keyNode) is { } key && IsKey(key)
            && offset.TryGetInt64(out long first) && count.TryGetInt64(out long length) && first >= 0 && length >= 0)
            return new(key, first, length);
        throw Malformed("a storage's view is neither None nor (key, offset, count)", id);
    }

    LocatedStorage Part(LocatedStorage root, StorageView view, PyPersistentId id)
    {
        if (_viewsByKey.TryGetValue(view.Key, out var known))
            return known.View == view && known.Part.Reference.Key == root.Reference.Key
                ? known.Part
                : throw Malformed($"the storage view {PtFormatException.Quote(view.Key)} is named twice with different ranges", id);
        if (view.Offset > root.Reference.Count - view.Count)
            throw Malformed($"{view.Count} elements from {view.Offset} on leave storage {PtFormatException.Quote(root.Reference.Key)} of {root.Reference.Count}", id);
        int itemSize = root.Reference.Class.ItemSize;
        LocatedStorage part = root with { Storage = new PartStorage(root.Storage, view.Offset * itemSize, view.Count * itemSize) };
        _viewsByKey.Add(view.Key, (view, part));
        if (!_viewsOfRoot.TryGetValue(root.Reference.Key, out List<string>? views))
            _viewsOfRoot.Add(root.Reference.Key, views = []);
        views.Add(view.Key);
        return part;
    }

    // It becomes part of a record's name, so nothing that could lead elsewhere.
    bool IsKey(string key) => key.Length > 0 && key.Length <= limits.MaxStorageKeyChars && key is not ("." or "..")
        && !key.AsSpan().ContainsAnyExcept(KeyChars);
}
