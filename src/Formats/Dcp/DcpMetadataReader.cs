using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>
/// Reads the tree of a <c>.metadata</c> file: the dataclasses of <c>torch.distributed.checkpoint.metadata</c>, recognised by name and
/// never made. Whatever is said twice must agree, and the chunks of a tensor must fill it.
/// </summary>
/// <param name="origin">Where the pickle lies.</param>
/// <param name="limits">How much it may describe.</param>
sealed class DcpMetadataReader(PickleOrigin origin, LoadLimits limits)
{
    // Deeper dictionaries no checkpoint has, and each level is one of the call stack when the tree is made.
    const int MaxPathSteps = 64;

    // Protocol, frame and a length stand before the name.
    const int MarkBytes = 64;

    readonly Dictionary<(string Name, string? Offsets), DcpRange> _ranges = [];
    readonly DcpTiling _tiling = new();
    int _chunks;

    /// <summary>True where the beginning may be that of such a file: its class is the first thing that the pickle names.</summary>
    public static bool MayBeOne(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, MarkBytes)].IndexOf("torch.distributed.checkpoint.metadata"u8) >= 0;

    /// <summary>True for the tree of such a file.</summary>
    public static bool IsOne(PickleValue tree) => tree is PyObject { Form: PyObjectForm.NewObj } made && IsNamed(made.Callable, DcpNames.Metadata, "Metadata");

    /// <summary>The names in the order in which they were saved, where the planner tells it.</summary>
    /// <exception cref="PtFormatException">The tree is of another make, contradicts itself, or leaves holes in a tensor.</exception>
    public IReadOnlyList<DcpEntry> Read(PickleValue tree)
    {
        PyDict metadata = Fields(tree, DcpNames.Metadata, "Metadata", "the root");
        PyDict described = Field<PyDict>(metadata, "state_dict_metadata", "the metadata");
        ReadRanges(Field<PyDict>(metadata, "storage_data", "the metadata"));
        Dictionary<string, IReadOnlyList<StateKey>> paths = ReadPaths(metadata.TryGet("planner_data", out PickleValue? planner) ? planner : PyNone.Instance);
        if (described.Count > limits.MaxStorages)
            throw Error(PtErrorKind.LimitExceeded, $"the metadata have more names; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}");
        Dictionary<string, DcpEntry> entries = new(described.Count, StringComparer.Ordinal);
        foreach ((PickleValue key, PickleValue value) in described.Entries)
        {
            string name = Text(key, "a name in state_dict_metadata");
            entries.Add(name, ReadEntry(name, paths.GetValueOrDefault(name) ?? [new(name)], value));
        }
        if (_ranges.Count > 0)
            throw Malformed($"storage_data has {PtFormatException.Quote(_ranges.First().Key.Name)}{(_ranges.First().Key.Offsets is { } offsets ? $" at [{offsets}]" : "")}, which state_dict_metadata does not");
        return [.. paths.Keys.Where(entries.ContainsKey).Concat(entries.Keys.Where(name => !paths.ContainsKey(name))).Select(name => entries[name])];
    }

    void ReadRanges(PyDict storage)
    {
        if (storage.Count > limits.MaxStorages)
            throw Error(PtErrorKind.LimitExceeded, $"storage_data has more entries; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}");
        foreach ((PickleValue key, PickleValue value) in storage.Entries)
        {
            PyDict index = Fields(key, DcpNames.Metadata, "MetadataIndex", "a key of storage_data");
            string name = Text(Field<PickleValue>(index, "fqn", "a key of storage_data"), "the name in storage_data");
            string place = PtFormatException.Quote(name);
            long[]? offsets = index.TryGet("offset", out PickleValue? offset) && offset is not PyNone ? Sizes(offset, $"the offset of {place}") : null;
            PyDict info = Fields(value, DcpNames.FileSystem, "_StorageInfo", $"the place of {place}");
            if (info.TryGet("transform_descriptors", out PickleValue? transforms) && transforms is not (PyNone or PyList { Count: 0 } or PyTuple { Items.Count: 0 }))
                throw Error(PtErrorKind.Unsupported, $"{place} was transformed when it was saved (transform_descriptors): save it without extensions");
            string file = Text(Field<PickleValue>(info, "relative_path", $"the place of {place}"), $"the file of {place}");
            if (!SiblingFiles.IsName(file))
                throw Malformed($"{place} is to lie in {PtFormatException.Quote(file)}: the plain name of a file beside the metadata was needed");
            DcpRange range = new(file, Size(Field<PickleValue>(info, "offset", $"the place of {place}"), $"the offset of {place} in its file"), Size(Field<PickleValue>(info, "length", $"the place of {place}"), $"the length of {place}"));
            if (!_ranges.TryAdd((name, offsets is null ? null : Key(offsets)), range))
                throw Error(PtErrorKind.Ambiguous, $"storage_data has {place}{(offsets is null ? "" : $" at [{Key(offsets)}]")} twice: readers would disagree about which one counts");
        }
    }

    // Other planners than PyTorch's may leave anything there; without a dictionary names are keys.
    Dictionary<string, IReadOnlyList<StateKey>> ReadPaths(PickleValue planner)
    {
        Dictionary<string, IReadOnlyList<StateKey>> paths = new(StringComparer.Ordinal);
        if (planner is not PyDict map)
            return paths;
        foreach ((PickleValue key, PickleValue value) in map.Entries)
        {
            string name = Text(key, "a name in planner_data"), place = PtFormatException.Quote(name);
            if (value is not PyTuple { Items: { Count: > 0 } steps })
                throw Malformed($"the path of {place} in planner_data is {Describe(value)}: a tuple of keys was needed");
            if (steps.Count > MaxPathSteps)
                throw Error(PtErrorKind.LimitExceeded, $"the path of {place} has {steps.Count} steps: {MaxPathSteps} at most are read");
            paths.Add(name, [.. steps.Select(step => step is PyInt ? new StateKey(Size(step, $"a position in the path of {place}")) : new StateKey(Text(step, $"a key in the path of {place}")))]);
        }
        return paths;
    }

    DcpEntry ReadEntry(string name, IReadOnlyList<StateKey> path, PickleValue value)
    {
        string place = PtFormatException.Quote(name);
        if (value is PyObject { Form: PyObjectForm.NewObj } made && IsNamed(made.Callable, DcpNames.Metadata, "BytesStorageMetadata"))
            return new DcpValueEntry(name, path, Take(name, null) ?? throw Malformed($"{place} has no place in storage_data"));
        PyDict tensor = Fields(value, DcpNames.Metadata, "TensorStorageMetadata", place);
        DType dtype = ReadDType(Field<PickleValue>(tensor, "properties", place), place);
        long[] sizes = Sizes(Field<PickleValue>(tensor, "size", place), $"the size of {place}");
        UInt128 bytes = (UInt128)dtype.ItemSize();
        foreach (long size in sizes)
            // The product is taken over the others where one is 0: strides are made of them.
            if ((bytes *= (UInt128)Math.Max(size, 1)) > long.MaxValue)
                throw Malformed($"{place} has more than 2^63 - 1 bytes");
        List<DcpChunk> chunks = [];
        foreach (PickleValue node in Field<PyList>(tensor, "chunks", place).All)
        {
            if (++_chunks > limits.MaxStorages)
                throw Error(PtErrorKind.LimitExceeded, $"the metadata have more chunks; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}");
            if (ReadChunk(name, sizes, node) is { } chunk)
                chunks.Add(chunk);
        }
        if (_tiling.Fault(sizes, chunks) is { } fault)
            throw Error(fault.Kind, $"{place} {Text(sizes)} {fault.What}");
        return new DcpTensorEntry(name, path, dtype, Shape.Create(sizes), chunks);
    }

    // Null for one without elements: ranks write such where a dimension does not reach them.
    DcpChunk? ReadChunk(string name, long[] whole, PickleValue node)
    {
        string place = PtFormatException.Quote(name);
        PyDict chunk = Fields(node, DcpNames.Metadata, "ChunkStorageMetadata", $"a chunk of {place}");
        long[] offsets = Sizes(Field<PickleValue>(chunk, "offsets", $"a chunk of {place}"), $"the offsets of a chunk of {place}");
        long[] sizes = Sizes(Field<PickleValue>(chunk, "sizes", $"a chunk of {place}"), $"the sizes of a chunk of {place}");
        if (offsets.Length != whole.Length || sizes.Length != whole.Length)
            throw Malformed($"{place} {Text(whole)} has a chunk with {offsets.Length} offsets and {sizes.Length} sizes");
        for (int d = 0; d < whole.Length; d++)
            if (sizes[d] > whole[d] - offsets[d])
                throw Malformed($"the chunk {Text(sizes)} at {Text(offsets)} leaves {place} {Text(whole)}");
        DcpRange? range = Take(name, Key(offsets));
        if (sizes.Contains(0))
            return null;
        return new(offsets, sizes, range ?? throw Malformed($"the chunk of {place} at {Text(offsets)} has no place in storage_data, or stands there twice"));
    }

    DType ReadDType(PickleValue properties, string place)
    {
        if (properties is not PyObject { Form: PyObjectForm.NewObj, Effects: [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [var dtypeNode, var layout, _, _, _] } }] } made
            || !IsNamed(made.Callable, DcpNames.Metadata, "TensorProperties"))
            throw Malformed($"the properties of {place} are {Describe(properties)}: TensorProperties with five values were needed");
        if (layout is not PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [PyString { Value: "torch.strided" }] } call || !IsNamed(call.Callable, "torch.serialization", "_get_layout"))
            throw Error(PtErrorKind.Unsupported, $"{place} has a layout that is not torch.strided, which chunks cannot be put together from");
        return PyGlobal.TryName(dtypeNode, out string? module, out string? name) && module == "torch" && DTypes.TryParse(name, out DType dtype)
            ? dtype
            : throw Error(PtErrorKind.Unsupported, $"{place} has the dtype {Describe(dtypeNode)}, which PtFormat does not know");
    }

    DcpRange? Take(string name, string? offsets) => _ranges.Remove((name, offsets), out DcpRange range) ? range : null;

    // The state of an instance of a dataclass: its fields by name.
    PyDict Fields(PickleValue node, string module, string name, string place) =>
        node is PyObject { Form: PyObjectForm.NewObj, Effects: [{ Kind: PickleEffectKind.Build, Value: PyDict state }] } made && IsNamed(made.Callable, module, name)
            ? state
            : throw Malformed($"{place} is {Describe(node)}: a {name} with its fields was needed");

    T Field<T>(PyDict fields, string name, string place) where T : PickleValue =>
        !fields.TryGet(name, out PickleValue? value) ? throw Malformed($"{place} has no {name}")
        : value as T ?? throw Malformed($"{name} of {place} is {Describe(value)}: another kind was needed");

    long[] Sizes(PickleValue node, string what)
    {
        if (node is PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [var inner] } call && IsNamed(call.Callable, "torch", "Size"))
            node = inner;
        if (node is not PyTuple { Items: var items })
            throw Malformed($"{what} is {Describe(node)}: a torch.Size was needed");
        return items.Count <= limits.MaxDims
            ? [.. items.Select(item => Size(item, what))]
            : throw Error(PtErrorKind.LimitExceeded, $"{what} has {items.Count} numbers; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxDims)} is {limits.MaxDims}");
    }

    long Size(PickleValue node, string what) =>
        node is PyInt number && number.TryGetInt64(out long value) && value >= 0 ? value : throw Malformed($"{what} is {(node is PyInt ? "negative or too large" : Describe(node))}: a whole number from 0 on was needed");

    string Text(PickleValue node, string what) => (node as PyString)?.Value ?? throw Malformed($"{what} is {Describe(node)}: a text was needed");

    static string Key(long[] offsets) => string.Join(", ", offsets);

    static string Text(long[] sizes) => $"[{Key(sizes)}]";

    static string Describe(PickleValue node) => PtFormatException.Quote(PyGlobal.TryName(node, out string? module, out string? name) ? $"{module}.{name}" : PythonChildren.TypeNameOf(node));

    static bool IsNamed(PickleValue node, string module, string name) => PyGlobal.TryName(node, out string? ownModule, out string? ownName) && ownModule == module && ownName == name;

    PtFormatException Malformed(string what) => Error(PtErrorKind.Malformed, what);

    PtFormatException Error(PtErrorKind kind, string what) => origin.Error(kind, what);
}
