using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>Makes the tree of a <c>.metadata</c> file: instances of PyTorch's dataclasses, as Python would pickle them.</summary>
sealed class DcpMetadataTree
{
    static readonly PyTuple NoArguments = new();

    readonly Dictionary<(string, string), PyGlobal> _globals = [];
    readonly Dictionary<string, PyString> _texts = new(StringComparer.Ordinal);
    PyObject? _strided;
    PyObject? _contiguous;

    /// <param name="order">All items in the order of the state_dict.</param>
    /// <param name="written">The same in the order in which they were written.</param>
    /// <param name="version">The format's version; null for PyTorch before it had one.</param>
    public PickleValue Make(IEnumerable<DcpPlanned> order, IEnumerable<DcpPlanned> written, string? version)
    {
        PyDict described = new(), paths = new(), storage = new();
        foreach (DcpPlanned item in order)
        {
            described.Set(Text(item.Name), item.Tensor is { } tensor ? Described(tensor) : new PyObject(PyObjectForm.NewObj, Class("BytesStorageMetadata"), NoArguments));
            paths.Set(Text(item.Name), new PyTuple(item.Path.Select(step => step.IsText ? (PickleValue)Text(step.Text!) : new PyInt(step.Number))));
        }
        foreach (DcpPlanned item in written)
            storage.Set(Index(item), Instance(Global(DcpNames.FileSystem, "_StorageInfo"),
                ("relative_path", Text(item.Range.File)), ("offset", new PyInt(item.Range.Offset)), ("length", new PyInt(item.Range.Length))));
        List<(string, PickleValue)> fields = [("state_dict_metadata", described), ("planner_data", paths), ("storage_data", storage), ("storage_meta", PyNone.Instance)];
        if (version is not null)
            fields.Add(("version", Text(version)));
        return Instance(Class("Metadata"), [.. fields]);
    }

    PyObject Described(Tensor tensor)
    {
        _strided ??= new(PyObjectForm.Reduce, Global("torch.serialization", "_get_layout"), new(Text("torch.strided")));
        _contiguous ??= new(PyObjectForm.Reduce, Class("_MEM_FORMAT_ENCODING"), new(new PyInt(0)));
        PyObject properties = new(PyObjectForm.NewObj, Class("TensorProperties"), NoArguments);
        properties.Add(new(PickleEffectKind.Build, null, new PyTuple(Global("torch", tensor.DType.Name()), _strided, PyBool.False, _contiguous, PyBool.False)));
        PyObject chunk = Instance(Class("ChunkStorageMetadata"), ("offsets", Size(new long[tensor.Rank])), ("sizes", Size(tensor.Shape.AsSpan())));
        return Instance(Class("TensorStorageMetadata"), ("properties", properties), ("size", Size(tensor.Shape.AsSpan())), ("chunks", new PyList([chunk])));
    }

    PyObject Index(DcpPlanned item) => item.Tensor is { } tensor
        ? Instance(Class("MetadataIndex"), ("fqn", Text(item.Name)), ("index", new PyInt(0)), ("offset", Size(new long[tensor.Rank])))
        : Instance(Class("MetadataIndex"), ("fqn", Text(item.Name)), ("index", PyNone.Instance));

    PyObject Size(ReadOnlySpan<long> sizes) => new(PyObjectForm.Reduce, Global("torch", "Size"), new(new PyTuple(sizes.ToArray().Select(size => new PyInt(size)))));

    PyObject Instance(PyGlobal type, params (string Name, PickleValue Value)[] fields)
    {
        PyDict state = new();
        foreach ((string name, PickleValue value) in fields)
            state.Set(Text(name), value);
        PyObject instance = new(PyObjectForm.NewObj, type, NoArguments);
        instance.Add(new(PickleEffectKind.Build, null, state));
        return instance;
    }

    PyGlobal Class(string name) => Global(DcpNames.Metadata, name);

    PyGlobal Global(string module, string name)
    {
        if (!_globals.TryGetValue((module, name), out PyGlobal? known))
            _globals.Add((module, name), known = new(Text(module), Text(name)));
        return known;
    }

    PyString Text(string text)
    {
        if (!_texts.TryGetValue(text, out PyString? known))
            _texts.Add(text, known = new(text));
        return known;
    }
}
