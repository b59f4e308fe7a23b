using PtFormat.Formats.Python;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Writing a stream again: each pickle from its tree, under the keys that the file had.</content>
sealed partial class TorchLegacy
{
    IReadOnlyList<(PickleValue Tree, int Protocol)> _heads = [];
    PyList _keys = new();
    int _keysProtocol;

    public override async ValueTask RewriteAsync(DualWriter output)
    {
        foreach ((PickleValue head, int protocol) in _heads)
            await output.WriteAsync(TorchLegacyWriter.Pickled(head, protocol)).ConfigureAwait(false);
        await output.WriteAsync(TorchLegacyWriter.Pickled(Tree, Container.PickleProtocol)).ConfigureAwait(false);
        if (Container.Kind == PtContainerKind.Pickle)
            return;
        await output.WriteAsync(TorchLegacyWriter.Pickled(_keys, _keysProtocol)).ConfigureAwait(false);
        foreach (string key in _keys.Items.Select(node => PythonStrings.Of(node)!))
        {
            LocatedStorage located = ((LegacyStorages)Storages).Locate(key);
            await TorchLegacyWriter.WriteAsync(output, located.Reference.Count, StoragePayload.Of(located.Storage)).ConfigureAwait(false);
        }
    }

    public override void KeepRecords()
    {
        foreach (Storage storage in LocateAll())
            (storage as RecordStorage)?.EnsureLoaded();
    }

    public override IEnumerable<CheckableRecord> CheckableRecords
    {
        get
        {
            LocateAll();
            return base.CheckableRecords;
        }
    }

    // The file may hold storages that no tensor asked for yet.
    List<Storage> LocateAll() => [.. _keys.Items.Select(key => ((LegacyStorages)Storages).Locate(PythonStrings.Of(key)!).Storage)];

    public override IEnumerable<string> StorageKeys => Container.Kind == PtContainerKind.Pickle
        ? throw new NotSupportedException("a pickle on its own has no place for a storage: save the value anew")
        : _keys.Items.Select(node => PythonStrings.Of(node)!);

    // Keys are sorted as text.
    public override void AddStorages(IReadOnlyList<string> keys)
    {
        Queue<string> added = new(keys.Order(StringComparer.Ordinal));
        List<PickleValue> all = new(_keys.Items.Count + keys.Count);
        foreach (PickleValue known in _keys.Items)
        {
            while (added.TryPeek(out string? next) && string.CompareOrdinal(next, PythonStrings.Of(known)) < 0)
                all.Add(new PyString(added.Dequeue()));
            all.Add(known);
        }
        all.AddRange(added.Select(key => new PyString(key)));
        _keys = new(all);
    }
}
