using System.Buffers;
using System.Globalization;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// A tree that was read, for a container of another make: only what stands in the place of its storages is new. They are numbered
/// by first appearance, as loading and saving in PyTorch would do.
/// </summary>
sealed class TorchConversion
{
    readonly TorchContent _content;
    readonly bool _legacy;
    readonly List<TreeStorage> _storages = [];
    readonly Dictionary<Storage, (TreeStorage Storage, PyString Key)> _known = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, PyString> _texts = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), PyGlobal> _classes = [];

    TorchConversion(TorchContent content, bool legacy) => (_content, _legacy) = (content, legacy);

    /// <summary>Writes the pickle and lists the storages that it names.</summary>
    /// <exception cref="NotSupportedException">Ids stand for tensors, as in tar archives, or for storages without bytes.</exception>
    public static (ReadOnlyMemory<byte> Pickle, IReadOnlyList<TreeStorage> Storages) Make(TorchContent content, int protocol, bool legacy)
    {
        if (content.Container.Kind == PtContainerKind.Tar)
            throw new NotSupportedException("the tree of a tar archive is of another make: save its StateDict() anew");
        TorchConversion conversion = new(content, legacy);
        ArrayBufferWriter<byte> pickle = new();
        PickleWriter.Write(content.Tree, pickle, protocol, conversion.Outside, content.PickleBytes / 10);
        return (pickle.WrittenMemory, conversion._storages);
    }

    PickleValue Outside(PyPersistentId id)
    {
        // The class of a module, with its source beside it; only the legacy format has a place for that.
        if (TorchFormats.ClassOf(id.Id) is { } known)
            return _legacy ? id : known;
        (StorageReference reference, Storage bytes) = _content.Storages.Get(id);
        if (bytes.Device == Device.Meta)
            throw new NotSupportedException($"storage {PtFormatException.Quote(reference.Key)} is on the meta device: it has no bytes that another container could hold");
        if (!_known.TryGetValue(bytes, out var storage))
        {
            string key = _storages.Count.ToString(CultureInfo.InvariantCulture);
            storage = (new(key, bytes, bytes.ByteLength / reference.Class.ItemSize), new(key));
            _storages.Add(storage.Storage);
            _known.Add(bytes, storage);
        }
        IReadOnlyList<PickleValue> old = id.Id is PyTuple tuple ? tuple.Items : PersistentIdText.TryParse(((PyString)id.Id).Value, out PyTuple? spelled) ? spelled.Items : [];
        List<PickleValue> items =
        [
            Text(old[0]), Class(old[1]), _legacy ? new PyString(storage.Storage.Key) : storage.Key, Location(old[3], reference.Location), new PyInt(storage.Storage.Count),
        ];
        if (_legacy)
            items.Add(PyNone.Instance);
        return new PyPersistentId(new PyTuple(items));
    }

    // Where a storage is named twice, the first place holds, as in PyTorch.
    PyString Location(PickleValue node, string location) => Text(PythonStrings.Of(node) == location ? node : new PyString(location));

    // "storage" and "cpu" are one object each; a GPU's name is made anew for every storage.
    PyString Text(PickleValue node)
    {
        string value = PythonStrings.Of(node)!;
        if (value.Contains(':', StringComparison.Ordinal))
            return node as PyString ?? new(value);
        if (!_texts.TryGetValue(value, out PyString? known))
            _texts.Add(value, known = node as PyString ?? new(value));
        return known;
    }

    PickleValue Class(PickleValue node)
    {
        if (node is not PyGlobal global)
            return node;
        if (!_classes.TryGetValue((global.CanonicalModule, global.CanonicalName), out PyGlobal? known))
            _classes.Add((global.CanonicalModule, global.CanonicalName), known = global);
        return known;
    }
}
