using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>What every container comes down to: an inert tree, and storages that its persistent ids name.</summary>
/// <remarks>Containers without a pickle have the tree that torch.save would have made of their tensors: <see cref="PlainContent"/>.</remarks>
abstract class TorchContent
{
    /// <summary>What the producer decided besides the content.</summary>
    public required PtContainer Container { get; set; }

    /// <summary>What <c>torch.save</c> was given.</summary>
    public abstract PickleValue Tree { get; }

    /// <summary>
    /// The tensors by name, in the tree's order, where the content is nothing else and nobody has asked for <see cref="Tree"/>, in which
    /// they may be changed; else null. One call gives the same tensors as the next.
    /// </summary>
    public virtual IReadOnlyList<KeyValuePair<string, Tensor>>? Plain => null;

    /// <summary>The length of the tree's pickle; about what one would take where the tree was made of something else.</summary>
    public virtual long PickleBytes { get; init; }

    /// <summary>Where the tree's pickle lies.</summary>
    public required PickleOrigin Origin { get; init; }

    /// <summary>Where the content ends, in bytes from where it starts: in a stream another object may follow.</summary>
    public required long EndOffset { get; init; }

    /// <summary>Files that lie in the pickle as bytes.</summary>
    public required NestedFiles Nested { get; init; }

    /// <summary>
    /// Where the tree holds more than a state_dict: dictionaries of what belongs together, the state_dict first. Their values are the
    /// tree's own nodes.
    /// </summary>
    public virtual IReadOnlyList<KeyValuePair<string, PickleValue>> Parts => [];

    /// <summary>Files that somebody packed beside a program, by the names they were given.</summary>
    public virtual IReadOnlyList<(string Name, ZipRecord Record)> ExtraFiles => [];

    /// <summary>The storages that the tree names.</summary>
    public abstract TorchStorages Storages { get; }

    /// <summary>Writes the content again: pickles from their trees, storages from memory where they were changed.</summary>
    /// <exception cref="NotSupportedException">Files of this container are read and not written.</exception>
    public abstract ValueTask RewriteAsync(DualWriter output);

    /// <summary>Reads what the tree does not lead to, so that the content can be written after its source was closed.</summary>
    public virtual void KeepRecords()
    {
    }

    /// <summary>The bytes of all files that the content lies in; null where it lies in one.</summary>
    public virtual long? ByteLength => null;

    /// <summary>Closes what the content opened itself.</summary>
    public virtual void Close()
    {
    }

    /// <summary>The keys of all storages, those that no tensor uses included.</summary>
    public abstract IEnumerable<string> StorageKeys { get; }

    /// <summary>Makes places for the bytes of new storages.</summary>
    /// <param name="keys">Keys that no storage has: see <see cref="NewKeys"/>.</param>
    public abstract void AddStorages(IReadOnlyList<string> keys);

    /// <summary>Every record that can be read from end to end, whether a tensor uses it or not. Only zip archives hold checksums.</summary>
    public virtual IEnumerable<CheckableRecord> CheckableRecords =>
        from storage in Storages.All.OfType<RecordStorage>()
        let record = storage.Record as FileRecord
        where record is not null
        select new CheckableRecord(record.Name, record.ByteLength, true, record.Verify);
}
