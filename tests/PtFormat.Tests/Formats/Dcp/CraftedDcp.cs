using System.Buffers;
using PtFormat.Formats;
using PtFormat.Formats.Dcp;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>A distributed checkpoint in memory, of which every part may lie.</summary>
sealed class CraftedDcp
{
    public PyDict Described { get; } = new();

    public PyDict Storage { get; } = new();

    public PickleValue Planner { get; set; } = new PyDict();

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public byte[] Metadata => Write(Instance(DcpNames.Metadata, "Metadata", ("state_dict_metadata", Described), ("planner_data", Planner), ("storage_data", Storage)));

    /// <summary>A float32 tensor of chunks, each with its elements counted on.</summary>
    public CraftedDcp Tensor(string name, long[] size, params (long[] Offsets, long[] Sizes)[] chunks)
    {
        Describe(name, Tensor(size, chunks));
        foreach ((long[] offsets, long[] sizes) in chunks)
        {
            using MemoryStream saved = new();
            long count = sizes.Aggregate(1L, (product, n) => product * n);
            PtFile.Save(saved, PtFormat.Tensors.Tensor.From<float>([.. Enumerable.Range(0, (int)count).Select(i => (float)i)], Shape.Create(sizes)));
            Item(name, offsets, saved.ToArray());
        }
        return this;
    }

    public CraftedDcp Value(string name, object? value)
    {
        Describe(name, new PyObject(PyObjectForm.NewObj, new PyGlobal(DcpNames.Metadata, "BytesStorageMetadata"), new PyTuple()));
        using MemoryStream saved = new();
        PtFile.Save(saved, value);
        return Item(name, null, saved.ToArray());
    }

    public void Describe(string name, PickleValue entry) => Described.Set(new PyString(name), entry);

    public void Path(string name, params PickleValue[] steps) => ((PyDict)Planner).Set(new PyString(name), new PyTuple(steps));

    public CraftedDcp Item(string name, long[]? offsets, byte[] bytes, string file = "__0_0.distcp")
    {
        byte[] before = Files.GetValueOrDefault(file, []);
        Files[file] = [.. before, .. bytes];
        return Place(name, offsets, file, before.Length, bytes.Length);
    }

    public CraftedDcp Place(string name, long[]? offsets, string file, long offset, long length, params (string, PickleValue)[] more)
    {
        List<(string, PickleValue)> index = [("fqn", new PyString(name)), ("index", new PyInt(0))];
        if (offsets is not null)
            index.Add(("offset", Size(offsets)));
        Storage.Set(Instance(DcpNames.Metadata, "MetadataIndex", [.. index]), Instance(DcpNames.FileSystem, "_StorageInfo",
            [("relative_path", new PyString(file)), ("offset", new PyInt(offset)), ("length", new PyInt(length)), .. more]));
        return this;
    }

    public PtFile Open(Func<string, byte[], ByteSource>? source = null, PtLoadOptions? options = null) => PtFile.Open(ByteSource.FromMemory(Metadata), (options ?? new()) with
    {
        Siblings = new(name => Files.TryGetValue(name, out byte[]? bytes) ? source?.Invoke(name, bytes) ?? ByteSource.FromMemory(bytes, name) : null),
    });

    public static PyObject Tensor(long[] size, (long[] Offsets, long[] Sizes)[] chunks, string dtype = "float32", string layout = "torch.strided") => Instance(DcpNames.Metadata, "TensorStorageMetadata",
        ("properties", Properties(dtype, layout)), ("size", Size(size)), ("chunks", new PyList(chunks.Select(chunk => Instance(DcpNames.Metadata, "ChunkStorageMetadata", ("offsets", Size(chunk.Offsets)), ("sizes", Size(chunk.Sizes)))))));

    public static PyObject Properties(string dtype, string layout)
    {
        PyObject properties = new(PyObjectForm.NewObj, new PyGlobal(DcpNames.Metadata, "TensorProperties"), new PyTuple());
        properties.Add(new(PickleEffectKind.Build, null, new PyTuple(
            new PyGlobal("torch", dtype), new PyObject(PyObjectForm.Reduce, new PyGlobal("torch.serialization", "_get_layout"), new PyTuple(new PyString(layout))), PyBool.False,
            new PyObject(PyObjectForm.Reduce, new PyGlobal(DcpNames.Metadata, "_MEM_FORMAT_ENCODING"), new PyTuple(new PyInt(0))), PyBool.False)));
        return properties;
    }

    public static PyObject Size(params long[] sizes) => new(PyObjectForm.Reduce, new PyGlobal("torch", "Size"), new PyTuple(new PyTuple(sizes.Select(size => new PyInt(size)))));

    public static PyObject Instance(string module, string name, params (string Name, PickleValue Value)[] fields)
    {
        PyDict state = new();
        foreach ((string field, PickleValue value) in fields)
            state.Set(new PyString(field), value);
        PyObject instance = new(PyObjectForm.NewObj, new PyGlobal(module, name), new PyTuple());
        instance.Add(new(PickleEffectKind.Build, null, state));
        return instance;
    }

    static byte[] Write(PickleValue tree)
    {
        ArrayBufferWriter<byte> pickle = new();
        PickleWriter.Write(tree, pickle, 4);
        return pickle.WrittenSpan.ToArray();
    }
}
