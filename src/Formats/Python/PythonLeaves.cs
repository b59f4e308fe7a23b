using System.Globalization;
using System.Numerics;
using System.Text;
using PtFormat.Formats.Numpy;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Python;

/// <summary>
/// Reads values without parts of their own into C#: numbers, texts, dates, dtypes, arrays. What is not exactly of the form in
/// which Python pickles such a value is none, and stays an object.
/// </summary>
sealed class PythonLeaves(TorchObjects objects, Encoding encoding)
{
    static readonly HashSet<string> TorchTypes = new(StringComparer.Ordinal)
    {
        "qint8", "quint8", "qint32", "quint4x2", "quint2x4",
        "int1", "int2", "int3", "int4", "int5", "int6", "int7", "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7",
    };

    static readonly HashSet<string> ExceptionsWithoutError = new(StringComparer.Ordinal)
    {
        "BaseException", "Exception", "StopIteration", "StopAsyncIteration", "GeneratorExit", "KeyboardInterrupt", "SystemExit", "Warning",
    };

    readonly Dictionary<PickleValue, PythonLeaf> _known = new(ReferenceEqualityComparer.Instance);

    long _kept;

    /// <summary>Reads a leaf; false for containers, tensors and objects.</summary>
    public bool TryRead(PickleValue node, out PythonLeaf leaf)
    {
        switch (node)
        {
            case PyNone: leaf = new(null, "NoneType"); return true;
            case PyBool value: leaf = new(value.Value, "bool"); return true;
            case PyInt value: leaf = new(Integer(value), "int"); return true;
            case PyFloat value: leaf = new(value.Value, "float"); return true;
            case PyString value: leaf = new(value.Value, "str"); return true;
            case PyByteString value: leaf = PythonStrings.Of(node, encoding) is { } text ? new(text, "str") : Bytes(node, value.Value, "bytes"); return true;
            case PyBytes value: leaf = Bytes(node, value.Value, "bytes"); return true;
            case PyByteArray value: leaf = Bytes(node, value.Value, "bytearray"); return true;
            case PySet value: leaf = Set(node, value.Items, isFrozen: false); return true;
            case PyFrozenSet value: leaf = Set(node, value.Items, isFrozen: true); return true;
            case PyGlobal or PyPersistentId { Class: not null } or PyObject { NestedGlobal: not null }: leaf = Name(node); return true;
            case PyPersistentId: return TryStorage(node, out leaf);
            case PyObject call: return TryKnown(call, out leaf);
            default: leaf = default; return false;
        }
    }

    /// <summary>True for a call that makes an exception.</summary>
    public static bool IsException(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce } call && PyGlobal.TryName(call.Callable, out string? module, out string? name) && module == "builtins"
        && (name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Warning", StringComparison.Ordinal) || ExceptionsWithoutError.Contains(name));

    bool TryKnown(PyObject call, out PythonLeaf leaf)
    {
        if (_known.TryGetValue(call, out leaf))
            return true;
        if (!TryCall(call, out leaf))
            return false;
        Keep(call, leaf);
        return true;
    }

    // Many calls may share one long argument; what they make of it is kept for each.
    void Keep(PickleValue node, PythonLeaf leaf)
    {
        _kept += leaf.Value switch
        {
            byte[] bytes => bytes.Length,
            string text => text.Length,
            PythonSet set => set.Members.Count,
            NumpyArray array => array.Bytes.Length,
            _ => 0,
        };
        if (_kept > objects.MaxVisits)
            throw objects.TooManyVisits();
        _known[node] = leaf;
    }

    // One node, one array: it may lie in very many places.
    PythonLeaf Bytes(PickleValue node, ReadOnlyMemory<byte> bytes, string typeName)
    {
        if (!_known.TryGetValue(node, out PythonLeaf leaf))
        {
            leaf = new(bytes.ToArray(), typeName);
            if (PickleChildren.MayBeMetAgain(node))
                Keep(node, leaf);
        }
        return leaf;
    }

    bool TryCall(PyObject call, out PythonLeaf leaf)
    {
        leaf = default;
        if (!PyGlobal.TryName(call.Callable, out string? module, out string? name))
            return false;
        IReadOnlyList<PickleValue> arguments = call.Arguments.Items;
        PythonLeaf? found = (module, name) switch
        {
            ("uuid", "UUID") => Uuid(call),
            ("torch._C", "Generator") => Generator(call),
            ("torch.storage", "_load_from_bytes") => TryStorage(call, out PythonLeaf storage) ? storage : null,
            _ when call.Form != PyObjectForm.Reduce => null,
            ("numpy", "dtype") => NumpyReader.DType(call) is { } dtype ? new(dtype, "numpy.dtype") : null,
            _ when NumpyReader.IsMultiarray(module) && name == "scalar" => NumpyReader.Scalar(call) is { } scalar ? new(scalar, ScalarType(module, scalar)) : null,
            _ when NumpyReader.Array(call, module, name) is { } array => new(array, arguments.Count > 0 && PyGlobal.TryName(arguments[0], out string? m, out string? n) ? $"{m}.{n}" : "numpy.ndarray"),
            _ when call.Effects.Any(effect => effect.Kind != PickleEffectKind.AddItem) => null,
            ("builtins", "set" or "frozenset") => arguments is [] or [PyList or PyTuple or PySet or PyFrozenSet] ? Set(call, Members(arguments, call), name == "frozenset") : null,
            _ when call.Effects.Count > 0 => null,
            ("builtins", "complex") => arguments is [PyFloat real, PyFloat imaginary] ? new(new Complex(real.Value, imaginary.Value), "complex") : null,
            ("builtins", "bytes") or ("_codecs", "encode") => PythonBytes.Of(call) is { } bytes ? new(bytes, "bytes") : null,
            ("builtins", "bytearray") => ByteArray(arguments),
            ("builtins", "range") => arguments is [PyInt start, PyInt stop, PyInt { Value.IsZero: false } step] ? new(new PythonRange(start.Value, stop.Value, step.Value), "range") : null,
            ("builtins", "slice") => arguments.Count == 3 && TryAll(arguments, out object?[] bounds) ? new(new PythonSlice(bounds[0], bounds[1], bounds[2]), "slice") : null,
            ("builtins", "type") => arguments is [PyNone] ? new(new PythonName("builtins", "NoneType", "type"), "type") : null,
            ("datetime", _) => PythonDates.Read(name, arguments) is { } date ? new(date, $"datetime.{name}") : null,
            ("decimal", "Decimal") => arguments is [var text] && PythonStrings.Of(text) is { } digits ? new(new PythonDecimal(digits), "decimal.Decimal") : null,
            ("fractions", "Fraction") => Fraction(arguments),
            ("pathlib" or "pathlib._local", "PurePosixPath" or "PosixPath" or "PureWindowsPath" or "WindowsPath" or "Path" or "PurePath") =>
                PythonPaths.Read(name, arguments) is { } path ? new(path, $"{module}.{name}") : null,
            ("torch", "device") => DeviceOf(call) is { } device ? new(device, "torch.device") : null,
            ("torch.serialization", "_get_layout") => arguments is [var layout] && PythonStrings.Of(layout) is { } spelled && spelled.StartsWith("torch.", StringComparison.Ordinal)
                ? new(new PythonName("torch", spelled["torch.".Length..], "torch.layout"), "torch.layout") : null,
            _ => null,
        };
        if (found is not { } known)
            return false;
        leaf = known;
        return true;
    }

    static object Integer(PyInt value) => value.TryGetInt64(out long number) ? number : value.Value;

    static PythonLeaf Name(PickleValue node)
    {
        PyGlobal.TryName(node, out string? module, out string? name);
        if (module == "torch" && DTypes.TryParse(name!, out DType dtype))
            return new(dtype, "torch.dtype");
        if (module == "torch" && TorchTypes.Contains(name!))
            return new(new PythonName(module, name!, "torch.dtype"), "torch.dtype");
        if (module == "torch" && name!.StartsWith("per_", StringComparison.Ordinal))
            return new(new PythonName(module, name, "torch.qscheme"), "torch.qscheme");
        if ((module, name) is ("builtins", "Ellipsis" or "NotImplemented"))
            return new(new PythonName(module, name, name == "Ellipsis" ? "ellipsis" : "NotImplementedType"), name == "Ellipsis" ? "ellipsis" : "NotImplementedType");
        // Memory formats are pickled as attributes of whatever module refers to torch.
        if (module!.StartsWith("torch", StringComparison.Ordinal) && name is "torch.contiguous_format" or "torch.channels_last" or "torch.channels_last_3d" or "torch.preserve_format")
            return new(new PythonName("torch", name["torch.".Length..], "torch.memory_format"), "torch.memory_format");
        return new(new PythonName(module, name!), null);
    }

    bool TryStorage(PickleValue node, out PythonLeaf leaf)
    {
        leaf = default;
        if (!objects.TryStorage(node, out LocatedStorage? storage))
            return false;
        StorageClass known = storage.Reference.Class;
        leaf = new(new TorchStorage(storage.Storage, known.QuantizedName ?? known.DType?.Name()), known.DType is null ? "torch.storage.UntypedStorage" : "torch.storage.TypedStorage");
        return true;
    }

    static IEnumerable<PickleValue> Members(IReadOnlyList<PickleValue> arguments, PyObject call)
    {
        IEnumerable<PickleValue> start = arguments switch
        {
            [PyList list] => list.Items,
            [PyTuple tuple] => tuple.Items,
            [PySet set] => set.Items,
            [PyFrozenSet set] => set.Items,
            _ => [],
        };
        return start.Concat(call.Effects.Select(effect => effect.Value));
    }

    // Members are leaves or tuples of leaves: what else can be one is a name or an object, and shown as such.
    // Once: sets may share sets, and lie in many places.
    PythonLeaf Set(PickleValue node, IEnumerable<PickleValue> members, bool isFrozen)
    {
        if (_known.TryGetValue(node, out PythonLeaf known))
            return known;
        PythonSet set = new(isFrozen);
        foreach (PickleValue member in members)
            set.Add(Member(member, 0));
        PythonLeaf leaf = new(set, isFrozen ? "frozenset" : "set");
        Keep(node, leaf);
        return leaf;
    }

    /// <summary>A key or member in C#'s terms: a leaf, an array for a tuple of such, or the node itself.</summary>
    public object? Member(PickleValue node, int depth)
    {
        const int MaxDepth = 16;
        if (node is PyTuple tuple && depth < MaxDepth)
            return tuple.Items.Select(item => Member(item, depth + 1)).ToArray();
        if (node is PyFrozenSet or PyObject && depth >= MaxDepth)
            return node;
        return TryRead(node, out PythonLeaf leaf) ? leaf.Value : node;
    }

    bool TryAll(IReadOnlyList<PickleValue> nodes, out object?[] values)
    {
        values = new object?[nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (nodes[i] is not (PyNone or PyBool or PyInt or PyFloat or PyString) || !TryRead(nodes[i], out PythonLeaf leaf))
                return false;
            values[i] = leaf.Value;
        }
        return true;
    }

    static PythonLeaf? ByteArray(IReadOnlyList<PickleValue> arguments) => arguments switch
    {
        [] => new(System.Array.Empty<byte>(), "bytearray"),
        [var bytes] when PythonBytes.Of(bytes) is { } value => new(value, "bytearray"),
        // Python 2 and 3.7 give the bytes as text.
        [PyString text, var encoding] when PythonStrings.Of(encoding) is "latin-1" or "latin1" && PythonBytes.FromLatin1(text) is { } value => new(value, "bytearray"),
        _ => null,
    };

    static PythonLeaf? Fraction(IReadOnlyList<PickleValue> arguments)
    {
        if (arguments is [PyInt numerator, PyInt { Value.IsZero: false } denominator])
            return new(new PythonFraction(numerator.Value, denominator.Value), "fractions.Fraction");
        // Up to Python 3.10 a fraction is pickled as its text: -1/3.
        if (arguments is [var node] && PythonStrings.Of(node)?.Split('/') is [var above, .. var rest] && rest.Length <= 1 && above.Length < 4300 && rest.All(part => part.Length < 4300)
            && BigInteger.TryParse(above, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger top))
        {
            BigInteger bottom = 1;
            if (rest.Length == 0 || BigInteger.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out bottom) && !bottom.IsZero)
                return new(new PythonFraction(top, bottom), "fractions.Fraction");
        }
        return null;
    }

    // uuid.UUID without arguments, then {'int': number}
    static PythonLeaf? Uuid(PyObject call)
    {
        if (call.Arguments.Items.Count > 0 || call.Effects is not [{ Kind: PickleEffectKind.Build, Value: PyDict state }]
            || !state.TryGet("int", out PickleValue? node) || node is not PyInt { Value: var number } || number.Sign < 0 || number.GetBitLength() > 128)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        byte[] digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes[(16 - digits.Length)..]);
        return new(new Guid(bytes, bigEndian: true), "uuid.UUID");
    }

    static TorchDevice? DeviceOf(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce, Arguments.Items: { Count: 1 or 2 } arguments } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
        && (module, name) == ("torch", "device") && PythonStrings.Of(arguments[0]) is { } text
            ? arguments switch
            {
                [_] => new(text, null),
                [_, PyInt index] when index.TryGetInt64(out long number) => new(text, number),
                _ => null,
            }
            : null;

    // torch._C.Generator(device), then (seed, offset, state)
    PythonLeaf? Generator(PyObject call) =>
        call.Arguments.Items is [var deviceNode, ..] && DeviceOf(deviceNode) is { } device
        && call.Effects is [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [PyInt seed, _, var stateNode] } }]
        && objects.TryTensor(stateNode, out TorchTensor? state) && state.Value is Tensor { DType: DType.UInt8 } tensor
            ? new(new TorchGenerator(device, seed.Value, tensor), "torch._C.Generator")
            : null;

    static string ScalarType(string module, NumpyScalar scalar) => (scalar.DType.Kind, scalar.DType.ItemSize) switch
    {
        ('b', _) => module.StartsWith("numpy.core", StringComparison.Ordinal) ? "numpy.bool_" : "numpy.bool",
        ('i' or 'u' or 'f' or 'c', var bytes) => string.Create(CultureInfo.InvariantCulture, $"numpy.{scalar.DType.Kind switch { 'i' => "int", 'u' => "uint", 'f' => "float", _ => "complex" }}{8 * bytes}"),
        ('S', _) => "numpy.bytes_",
        ('U', _) => "numpy.str_",
        ('M', _) => "numpy.datetime64",
        ('m', _) => "numpy.timedelta64",
        _ => "numpy.void",
    };
}
