using System.Buffers.Binary;
using PtFormat.Formats.Python;
using PtFormat.Formats.Tar;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The container before 0.1.10: a tar archive of <c>storages</c>, <c>tensors</c> and <c>pickle</c> (and <c>sys_info</c>, which says
/// nothing that is needed). Tensors stand outside the pickle, under numbers that are its persistent ids.
/// </summary>
sealed class TorchTar : TorchContent
{
    // A pickled integer and its STOP take at least 3 bytes, a storage's or tensor's description more.
    const int LeastItemBytes = 8;

    TorchTar(PickleValue tree, TarStorages storages) => (Tree, Storages) = (tree, storages);

    public override PickleValue Tree { get; }

    public override TorchStorages Storages { get; }

    public override ValueTask RewriteAsync(DualWriter output) => throw NotWritten();

    public override IEnumerable<string> StorageKeys => throw NotWritten();

    public override void AddStorages(IReadOnlyList<string> keys) => throw NotWritten();

    static NotSupportedException NotWritten() =>
        new("tar files of before 0.1.10 are read and not written: save the file's StateDict() or value anew");

    /// <exception cref="PtFormatException">The archive is malformed, or a pickle is refused.</exception>
    public static async ValueTask<TorchContent> ReadAsync(DualReader reader, PtLoadOptions options, int depth)
    {
        if (options.Policy == GlobalPolicy.TensorsOnly)
            throw new PtFormatException(PtErrorKind.Unsupported, "tar files of before 0.1.10 are not read under the tensors-only policy, as PyTorch does not read them with weights_only", 0);
        List<TarMember> members = await TarDirectory.ReadAsync(reader, options.Limits).ConfigureAwait(false);
        foreach (TarMember member in members)
            if (member.Name is not ("sys_info" or "storages" or "tensors" or "pickle"))
                throw new PtFormatException(PtErrorKind.Unsupported, "a tar archive that PyTorch did not write: it holds another member than sys_info, storages, tensors and pickle", member.Offset, member.Name);
        TarMember storagesMember = Member("storages"), tensorsMember = Member("tensors"), pickleMember = Member("pickle");

        NestedFiles nested = new(options, depth);
        Section pickle = new(reader, options, nested, pickleMember);
        (PickleValue tree, PickleOrigin origin) = await pickle.NextAsync().ConfigureAwait(false);
        pickle.ExpectEnd();
        TarStorages storages = new(options.Limits, origin);
        await ReadStorages(new(reader, options, nested, storagesMember), storages, options.Limits).ConfigureAwait(false);
        await ReadTensors(new(reader, options, nested, tensorsMember), storages, options.Limits).ConfigureAwait(false);
        return new TorchTar(tree, storages)
        {
            Container = new(PtContainerKind.Tar),
            PickleBytes = pickleMember.ByteLength,
            Origin = origin,
            EndOffset = reader.Source.Length,
            Nested = nested,
        };

        TarMember Member(string name) => members.Find(member => member.Name == name)
            ?? throw new PtFormatException(PtErrorKind.Malformed, $"the tar archive has no member '{name}': PyTorch did not write it");
    }

    // A count, then for each storage (key, location, class), its element count and elements; then the list of views.
    static async ValueTask ReadStorages(Section section, TarStorages storages, LoadLimits limits)
    {
        long count = await section.CountAsync(limits).ConfigureAwait(false);
        for (long i = 0; i < count; i++)
        {
            (PickleValue description, PickleOrigin origin) = await section.NextAsync().ConfigureAwait(false);
            if (description is not PyTuple { Items: [var keyNode, var locationNode, var classNode] } || Key(keyNode) is not { } key
                || PythonStrings.Of(locationNode) is not { } location || StorageClass.Find(classNode) is not { DType: not null, QuantizedName: null } known)
                throw origin.Error(PtErrorKind.Malformed, "a storage is not described by (key, location, class)", 0);
            long position = section.Position;
            long elements = BinaryPrimitives.ReadInt64LittleEndian(await section.TakeAsync(sizeof(long)).ConfigureAwait(false));
            if (elements < 0 || elements > (section.End - section.Position) / known.ItemSize)
                throw new PtFormatException(PtErrorKind.Truncated, $"a storage of {elements} elements reaches past the end of its member", position, section.Name);
            StorageReference reference = new(known, key, location, elements, null);
            CountedRecord record = new(section.Source, position, elements, reference.ByteLength, $"storage {key}");
            storages.Add(key, new LocatedStorage(reference, new RecordStorage(record)), origin);
            section.Position += reference.ByteLength;
        }

        (PickleValue views, PickleOrigin viewsOrigin) = await section.NextAsync().ConfigureAwait(false);
        section.ExpectEnd();
        if (views is not PyList list)
            throw viewsOrigin.Error(PtErrorKind.Malformed, "the list of storage views is no list", 0);
        foreach (PickleValue view in list.Items)
        {
            if (view is not PyTuple { Items: [var targetNode, var rootNode, PyInt offsetNode, PyInt countNode] } || Key(targetNode) is not { } target
                || Key(rootNode) is not { } rootKey || storages.Find(rootKey) is not { } root
                || !offsetNode.TryGetInt64(out long offset) || !countNode.TryGetInt64(out long length)
                || offset < 0 || length < 0 || offset > root.Storage.ByteLength / root.Reference.Class.ItemSize - length)
                throw viewsOrigin.Error(PtErrorKind.Malformed, "a storage view is not (key, root key, offset, count) inside its root", 0);
            int itemSize = root.Reference.Class.ItemSize;
            storages.Add(target, root with { Storage = new PartStorage(root.Storage, offset * itemSize, length * itemSize) }, viewsOrigin);
        }
    }

    // A count, then for each tensor (key, storage key, class), rank, four bytes, sizes, strides and offset.
    static async ValueTask ReadTensors(Section section, TarStorages storages, LoadLimits limits)
    {
        long count = await section.CountAsync(limits).ConfigureAwait(false);
        for (long i = 0; i < count; i++)
        {
            (PickleValue description, PickleOrigin origin) = await section.NextAsync().ConfigureAwait(false);
            if (description is not PyTuple { Items: [var keyNode, var storageNode, var classNode] } || Key(keyNode) is not { } key || Key(storageNode) is not { } storageKey
                || !PyGlobal.TryName(classNode, out string? module, out string? name) || module is not ("torch" or "torch.cuda"))
                throw origin.Error(PtErrorKind.Malformed, "a tensor is not described by (key, storage key, class)", 0);
            LocatedStorage storage = storages.Find(storageKey) ?? throw origin.Error(PtErrorKind.Malformed, $"a tensor lies in storage {PtFormatException.Quote(storageKey)}, which is not there", 0);
            long at = section.Position;
            int rank = BinaryPrimitives.ReadInt32LittleEndian(await section.TakeAsync(2 * sizeof(int)).ConfigureAwait(false));
            if (rank < 0)
                throw new PtFormatException(PtErrorKind.Malformed, $"a tensor has {rank} dimensions", at, section.Name);
            if (rank > limits.MaxDims)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"a tensor has {rank} dimensions; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxDims)} is {limits.MaxDims}", at, section.Name);
            byte[] numbers = await section.TakeAsync((2 * rank + 1) * sizeof(long)).ConfigureAwait(false);
            PyInt[] values = [.. Enumerable.Range(0, 2 * rank + 1).Select(n => new PyInt(BinaryPrimitives.ReadInt64LittleEndian(numbers.AsSpan(n * sizeof(long)))))];
            storages.Add(key, new TarTensor(storage, name, (values[^1], new(values[..rank]), new(values[rank..^1]))), origin);
        }
        section.ExpectEnd();
    }

    // Keys are numbers, or the same as text.
    static string? Key(PickleValue node) => node is PyInt number && number.TryGetInt64(out long value) && value >= 0
        ? value.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : PythonStrings.Of(node) is { Length: > 0 and < 20 } text && text.All(char.IsAsciiDigit) ? text : null;

    /// <summary>One member: pickles with other data between them.</summary>
    sealed class Section(DualReader reader, PtLoadOptions options, NestedFiles nested, TarMember member)
    {
        readonly PickleStream _pickles = new(reader, options.Limits, member.Offset + member.ByteLength, member.Name) { Position = member.Offset };

        public string Name => member.Name;

        public ByteSource Source => reader.Source;

        public long End => member.Offset + member.ByteLength;

        public long Position
        {
            get => _pickles.Position;
            set => _pickles.Position = value;
        }

        public async ValueTask<(PickleValue Value, PickleOrigin Origin)> NextAsync()
        {
            PickleOrigin origin = new(member.Name, Position);
            byte[] bytes = await _pickles.NextAsync().ConfigureAwait(false);
            return (nested.Run(bytes, origin), origin);
        }

        public ValueTask<byte[]> TakeAsync(int count) => _pickles.TakeAsync(count);

        public async ValueTask<long> CountAsync(LoadLimits limits)
        {
            (PickleValue value, PickleOrigin origin) = await NextAsync().ConfigureAwait(false);
            if (value is not PyInt number || !number.TryGetInt64(out long count) || count < 0)
                throw origin.Error(PtErrorKind.Malformed, "the member does not start with a count", 0);
            if (count > limits.MaxStorages)
                throw origin.Error(PtErrorKind.LimitExceeded, $"the member announces {count} items; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}", 0);
            if (count > (End - Position) / LeastItemBytes)
                throw origin.Error(PtErrorKind.Truncated, $"the member announces {count} items, {End - Position} bytes are left", 0);
            return count;
        }

        public void ExpectEnd()
        {
            if (Position != End)
                throw new PtFormatException(PtErrorKind.Malformed, $"{End - Position} bytes follow what the member is to hold", Position, member.Name);
        }
    }

    sealed class TarStorages(LoadLimits limits, PickleOrigin origin) : TorchStorages(limits, origin)
    {
        readonly Dictionary<string, LocatedStorage> _storages = new(StringComparer.Ordinal);
        readonly Dictionary<string, TarTensor> _tensors = new(StringComparer.Ordinal);

        public override IEnumerable<Storage> All => _storages.Values.Select(known => known.Storage);

        public override LocatedStorage? Find(ReadOnlySpan<char> key) => _storages.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out LocatedStorage? known) ? known : null;

        public void Add(string key, LocatedStorage storage, PickleOrigin at)
        {
            if (!_storages.TryAdd(key, storage))
                throw at.Error(PtErrorKind.Malformed, $"two storages have the key {key}", 0);
        }

        public void Add(string key, TarTensor tensor, PickleOrigin at)
        {
            if (_storages.ContainsKey(key) || !_tensors.TryAdd(key, tensor))
                throw at.Error(PtErrorKind.Malformed, $"two objects have the key {key}", 0);
        }

        public override TarTensor? TensorOf(PyPersistentId id) => Key(id.Id) is { } key ? _tensors.GetValueOrDefault(key) : null;

        public override LocatedStorage Get(PyPersistentId id) => Key(id.Id) is { } key && _storages.TryGetValue(key, out LocatedStorage? storage)
            ? storage
            : throw Malformed("a persistent id is the number of no storage or tensor", id);

        protected override Storage Open(StorageReference reference, PyPersistentId id) => throw Malformed("a storage is named as in another format", id);
    }
}
