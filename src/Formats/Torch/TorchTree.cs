using System.Numerics;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Values to the tree that torch.save would have walked. The bytes of a pickle depend on which of its nodes are one object;
/// for what is saved anew that is decided here and nowhere else:
/// </summary>
/// <remarks>
/// One object: each global (rebuild functions, storage classes, dtypes, OrderedDict); the texts <c>storage</c>, <c>cpu</c>; the
/// key of a storage and the layout of sparse tensors; texts that look like names (see <see cref="TorchTexts"/>): keys such as
/// <c>weight</c>, <c>lr</c>, <c>_metadata</c>, <c>version</c>, and values such as <c>mean</c>; the empty text; each
/// <see cref="StateDict"/>, list, <see cref="TupleValue"/> and tensor object, wherever it appears.
/// New at every place: all other texts (<c>conv1.weight</c>; the module paths in <c>_metadata</c>, but for those of one
/// character); the tuples of sizes, strides and arguments; the OrderedDict of hooks; the tuple of a persistent id; the text of a
/// GPU's location.
/// Storages are numbered by first appearance, by identity, and written whole.
/// </remarks>
sealed partial class TorchTree
{
    // CPython's pickler stops at about 500 levels of lists.
    const int MaxDepth = 500;

    static readonly PyTuple NoArguments = new();

    readonly PtProducer _producer;
    readonly bool _legacy;
    readonly bool _isPassing;
    readonly TorchTexts _texts;
    readonly Dictionary<(string, string), PyGlobal> _globals = [];
    readonly Dictionary<object, PickleValue> _made = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    // A dtype does not say its module: Python finds it among the loaded ones, under another object of the same text than classes have.
    readonly PyString _moduleOfDTypes = new("torch");
    PythonPath? _path;
    PyGlobal? _orderedDict;
    readonly HashSet<PyGlobal> _namedClasses = new(ReferenceEqualityComparer.Instance);

    TorchTree(PtProducer producer, bool legacy, bool isPassing)
    {
        _producer = producer;
        _legacy = legacy;
        _isPassing = isPassing;
        _texts = new(producer);
        _storageText = _texts.Interned("storage");
        _cpuText = _texts.Interned("cpu");
    }

    /// <summary>Makes the tree of a value.</summary>
    /// <param name="value">What a <see cref="StateDict"/> may hold, a plain number or bytes, or a tree without storages.</param>
    /// <param name="producer">Whose habits to follow.</param>
    /// <param name="legacy">True for the persistent ids of the legacy format.</param>
    /// <param name="isPassing">True where the tree is written once and never seen: its writer then need not look for nodes that stand in one place.</param>
    /// <exception cref="ArgumentException">The value holds itself, is too deep, or holds what the producer cannot write.</exception>
    public static (PickleValue Root, IReadOnlyList<TreeStorage> Storages) Make(object? value, PtProducer producer, bool legacy, bool isPassing = false)
    {
        TorchTree tree = new(producer, legacy, isPassing);
        PickleValue root = value is PickleValue ready ? Ready(ready) : tree.Value(value);
        return (root, tree._storages);
    }

    string Place => PlaceOf(_path);

    static string PlaceOf(PythonPath? path) => path is null ? "the value" : PythonPath.Text(path);

    /// <summary>Whose habits to follow.</summary>
    public PtProducer Producer => _producer;

    /// <summary>Which equal texts are one object.</summary>
    public TorchTexts Texts => _texts;

    /// <summary>The node of an object: made when first asked for, and the same ever after.</summary>
    public PickleValue Once(object key, Func<PickleValue> make)
    {
        if (!_made.TryGetValue(key, out PickleValue? known))
            _made.Add(key, known = make());
        return known;
    }

    /// <summary>The class of a module. The legacy format has a place for its source, where it names the class first; it is not at hand here.</summary>
    public PickleValue Class(string module, string name)
    {
        PyGlobal known = Global(module, name);
        return _legacy && _namedClasses.Add(known)
            ? new PyPersistentId(new PyTuple(_texts.Interned("module"), known, PyNone.Instance, PyNone.Instance))
            : known;
    }

    /// <summary>The node of anything that can be saved.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public PickleValue Value(object? value)
    {
        switch (value)
        {
            case null: return PyNone.Instance;
            case bool flag: return PyBool.Of(flag);
            case int number: return new PyInt(number);
            case long number: return new PyInt(number);
            case BigInteger number: return new PyInt(number);
            case float number: return new PyFloat(number);
            case double number: return new PyFloat(number);
            case string text: return _texts.Literal(text);
            // Nothing lies in it, and there may be very many.
            case Tensor tensor:
                if (!_made.TryGetValue(tensor, out PickleValue? node))
                    _made.Add(tensor, node = Tensor(tensor));
                return node;
        }
        if (_open.Contains(value))
            throw new ArgumentException($"{Place} is cyclic: it holds itself");
        if (_made.TryGetValue(value, out PickleValue? known))
            return known;
        if (_open.Count >= MaxDepth)
            throw new ArgumentException($"values lie in one another more than {MaxDepth} levels deep: PyTorch cannot save such, either");
        _open.Add(value);
        PickleValue made = value switch
        {
            ITorchTreePart part => part.Make(this),
            StateDict dict => Dict(dict),
            SparseTensor sparse => Sparse(sparse),
            QuantizedTensor quantized => Quantized(quantized),
            NestedTensor nested => Nested(nested),
            byte[] bytes => new PyBytes(bytes.ToArray()),
            TupleValue tuple => new PyTuple(Items(tuple)),
            IEnumerable<object?> list and IList<object?> => new PyList(Items(list)),
            _ => throw new ArgumentException($"{Place} is a {value.GetType()}: state_dicts, tensors, numbers, text, bools, null, bytes, lists and tuples can be saved"),
        };
        _open.Remove(value);
        _made.Add(value, made);
        return made;
    }

    PickleValue[] Items(IEnumerable<object?> items)
    {
        List<PickleValue> made = [];
        foreach (object? item in items)
            made.Add(At(PythonStep.Index(made.Count), item));
        return [.. made];
    }

    PickleValue Dict(StateDict dict)
    {
        _made.EnsureCapacity(_made.Count + dict.Count);
        _byStorage.EnsureCapacity(_byStorage.Count + dict.Count);
        _storages.EnsureCapacity(_storages.Count + dict.Count);
        if (!dict.IsOrdered && dict.Metadata is not null)
            throw new ArgumentException($"{Place} has Metadata and is not ordered: only a collections.OrderedDict can carry _metadata");
        if (!dict.IsOrdered)
        {
            PyDict plain = new();
            foreach ((StateKey key, object? value) in dict)
            {
                PickleValue node = Key(key);
                plain.Set(node, At(PythonStep.Key(node), value));
            }
            return plain;
        }
        PyObject ordered = NewOrderedDict();
        ordered.Reserve(dict.Count);
        foreach ((StateKey key, object? value) in dict)
            SetItem(ordered, Key(key), value);
        if (dict.Metadata is { } metadata)
        {
            PyDict attributes = new();
            PythonPath? outer = _path;
            _path = new(outer, PythonStep.Attribute("_metadata"));
            attributes.Set(_texts.Interned("_metadata"), Metadata(metadata));
            _path = outer;
            ordered.Add(new(PickleEffectKind.Build, null, attributes));
        }
        return ordered;
    }

    // The keys are module paths: what slicing off the last dot gives.
    PickleValue Metadata(StateDict metadata)
    {
        if (_made.TryGetValue(metadata, out PickleValue? known))
            return known;
        PyObject ordered = NewOrderedDict();
        foreach ((StateKey path, object? versions) in metadata)
            SetItem(ordered, path.IsText ? _texts.Made(path.Text!) : PyInt.Of(path.Number), versions);
        _made.Add(metadata, ordered);
        return ordered;
    }

    PickleValue Key(StateKey key) => !key.IsText ? PyInt.Of(key.Number)
        : TorchTexts.IsAlwaysNew(key.Text!) ? InOnePlace(_texts.Made(key.Text!))
        : _texts.Literal(key.Text!);

    // For what is made for one place and given to nobody.
    T InOnePlace<T>(T node) where T : PickleValue
    {
        node.IsPassing = _isPassing;
        return node;
    }

    void SetItem(PyObject target, PickleValue key, object? value) => target.Add(new(PickleEffectKind.SetItem, key, At(PythonStep.Key(key), value)));

    /// <summary>Makes a node one step further down, where errors then say they are.</summary>
    public PickleValue Below(PythonStep step, Func<PickleValue> make)
    {
        PythonPath? outer = _path;
        _path = new(outer, step);
        PickleValue made = make();
        _path = outer;
        return made;
    }

    PickleValue At(PythonStep step, object? value)
    {
        PythonPath? outer = _path;
        _path = new(outer, step);
        PickleValue made = Value(value);
        _path = outer;
        return made;
    }

    static PickleValue Ready(PickleValue tree)
    {
        PickleWalk walk = new(tree);
        while (walk.Next() is { } node)
            if (node is PyPersistentId)
                throw new ArgumentException("the tree refers to storages, whose bytes it does not hold: save it through the PtFile that it comes from");
        return tree;
    }

    /// <summary>A name, one node for each.</summary>
    public PyGlobal Global(string module, string name)
    {
        if (!_globals.TryGetValue((module, name), out PyGlobal? known))
            _globals.Add((module, name), known = new(module == "torch" && DTypes.TryParse(name, out _) ? _moduleOfDTypes : _texts.Interned(module), _texts.Interned(name)));
        return known;
    }

    /// <summary>An empty OrderedDict.</summary>
    public PyObject NewOrderedDict() => new(PyObjectForm.Reduce, _orderedDict ??= Global("collections", "OrderedDict"), NoArguments);

    /// <summary>A call of a function.</summary>
    public PyObject Call(string module, string function, PyTuple arguments) => new(PyObjectForm.Reduce, Global(module, function), arguments);
}
