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

    // Keys are numbers, sorted as text; one longer than all others is new.
    public override string AddStorage()
    {
        if (Container.Kind == PtContainerKind.Pickle)
            throw new NotSupportedException("a pickle on its own has no place for a storage: save the value anew");
        string key = "1" + new string('0', _keys.Items.Max(node => PythonStrings.Of(node)!.Length));
        int at = 0;
        while (at < _keys.Items.Count && string.CompareOrdinal(PythonStrings.Of(_keys.Items[at]), key) < 0)
            at++;
        _keys.Items.Insert(at, new PyString(key));
        return key;
    }
}
