using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Tree to tensors: recognises the calls by which PyTorch rebuilds tensors, checks every argument, and makes the tensor
/// instead of calling anything. What is not recognised stays a node.
/// </summary>
sealed partial class TorchObjects(TorchContent content, PtLoadOptions options)
{
    delegate TorchTensor Builder(TorchObjects self, IReadOnlyList<PickleValue> arguments, int depth);

    // A parameter around a subclass around a plain tensor is the deepest that PyTorch writes.
    const int MaxDepth = 4;

    static readonly Dictionary<string, Builder> Builders = new(StringComparer.Ordinal)
    {
        ["torch._utils._rebuild_tensor"] = (self, arguments, _) => self.RebuildTensor(arguments, 4, 4),
        ["torch._utils._rebuild_tensor_v2"] = (self, arguments, _) => self.RebuildTensor(arguments, 6, 7),
        ["torch._utils._rebuild_tensor_v3"] = (self, arguments, _) => self.RebuildTensorV3(arguments),
        ["torch._utils._rebuild_parameter"] = (self, arguments, depth) => self.RebuildParameter(arguments, 3, depth),
        ["torch._utils._rebuild_parameter_with_state"] = (self, arguments, depth) => self.RebuildParameter(arguments, 4, depth),
        ["torch._tensor._rebuild_from_type_v2"] = (self, arguments, depth) => self.RebuildFromType(arguments, depth),
        ["torch._utils._rebuild_sparse_tensor"] = (self, arguments, depth) => self.RebuildSparse(arguments, depth),
        ["torch._utils._rebuild_sparse_csr_tensor"] = (self, arguments, depth) => self.RebuildSparse(arguments, depth),
        ["torch._utils._rebuild_qtensor"] = (self, arguments, depth) => self.RebuildQuantized(arguments, depth),
        ["torch._utils._rebuild_nested_tensor"] = (self, arguments, depth) => self.RebuildNested(arguments, depth),
        ["torch._utils._rebuild_meta_tensor_no_storage"] = (self, arguments, _) => self.RebuildMeta(arguments),
        ["torch._utils._rebuild_device_tensor_from_cpu_tensor"] = (self, arguments, depth) => self.RebuildOnDevice(arguments, depth),
        ["torch.nested._internal.nested_tensor._rebuild_njt"] = (self, arguments, depth) => self.RebuildJagged(arguments, depth),
        ["torch.nn.parameter.UninitializedParameter"] = (self, arguments, _) => self.RebuildUninitialized(arguments, isParameter: true),
        ["torch.nn.parameter.UninitializedBuffer"] = (self, arguments, _) => self.RebuildUninitialized(arguments, isParameter: false),
    };

    // Tensors by the numbers of their nodes.
    readonly NodeNumbers _known = new();
    readonly List<TorchTensor> _tensors = [];

    readonly Dictionary<TarTensor, TorchTensor> _described = new(ReferenceEqualityComparer.Instance);

    // A file has one node for each function, whatever the number of its calls: the name is looked up once.
    readonly Dictionary<PickleValue, Builder?> _builders = new(ReferenceEqualityComparer.Instance);

    // The calls that are being looked at, one in another.
    readonly PyObject?[] _open = new PyObject?[MaxDepth + 3];

    // Where the call that is being looked at stands in the pickle.
    int _offset = -1;

    /// <summary>The tensor that a node stands for; one node gives one tensor, however often it is met.</summary>
    /// <exception cref="PtFormatException">The node rebuilds a tensor, and its arguments are wrong.</exception>
    public bool TryTensor(PickleValue node, [NotNullWhen(true)] out TorchTensor? tensor)
    {
        tensor = node switch
        {
            PyObject call => Find(call, 0),
            PyPersistentId id => Find(id),
            _ => null,
        };
        if (tensor is not null)
            tensor = Adapted(tensor);
        return tensor is not null;
    }

    TorchTensor? Find(PyObject call, int depth)
    {
        int known = _known.Find(call);
        if (known >= 0)
            return _tensors[known];
        if (!PyGlobal.TryName(call.Callable, out string? module, out string? name))
            return null;
        int outer = _offset;
        _offset = call.ByteOffset;
        if (Array.IndexOf(_open, call, 0, depth) >= 0)
            throw Malformed("a tensor's arguments are cyclic: they lead back to the tensor");
        _open[depth] = call;
        TorchTensor? made = call.Form == PyObjectForm.Reduce && BuilderOf(call.Callable, module, name) is { } builder
            ? Build(builder, call, depth)
            : BuildOld(call, module, name, depth);
        _offset = outer;
        if (made is not null)
            Keep(call, made);
        return made;
    }

    void Keep(PyObject call, TorchTensor made)
    {
        if (_tensors.Count == 0)
            _tensors.EnsureCapacity(content.Storages.Expected);
        _known.Add(call);
        _tensors.Add(made);
    }

    Builder? BuilderOf(PickleValue callable, string module, string name)
    {
        if (!_builders.TryGetValue(callable, out Builder? builder))
            _builders.Add(callable, builder = Builders.GetValueOrDefault($"{module}.{name}"));
        return builder;
    }

    TorchTensor? Find(PyPersistentId id)
    {
        if (content.Storages.TensorOf(id) is not { } described)
            return null;
        if (!_described.TryGetValue(described, out TorchTensor? tensor))
        {
            _offset = id.ByteOffset;
            tensor = OldTensor(described.Storage, described.ClassName, described.View);
            _described.Add(described, tensor);
        }
        return tensor;
    }

    TorchTensor Build(Builder builder, PyObject call, int depth)
    {
        if (depth > MaxDepth)
            throw Malformed($"tensors are wrapped in each other more than {MaxDepth} times");
        foreach (PickleEffect effect in call.Effects)
            if (effect.Kind is not (PickleEffectKind.Build or PickleEffectKind.SetState))
                throw Malformed($"a tensor is the target of {effect.Kind}: tensors have no items");
        TorchTensor made = builder(this, call.Arguments.Items, depth);
        // Where the attributes lead back to the tensor, Python rebuilds it with the dict as it is then: still empty.
        if (call.FirstAttempt is not null)
            made = made with { State = null };
        return call.Effects.Count > 0 ? made with { State = call.Effects[^1].Value } : made;
    }

    TorchTensor Inner(PickleValue node, int depth, string what) =>
        (node is PyObject call ? Find(call, depth + 1) : node is PyPersistentId id ? Find(id) : null)
            ?? throw Malformed($"{what} is {Describe(node)}: a tensor was needed");

    // A plain dense or strided tensor, as part of another.
    Tensor InnerStrided(TorchTensor tensor, string what) =>
        tensor is { Kind: TensorKind.Strided, Value: Tensor strided } ? strided : throw Malformed($"{what} is a {tensor.Kind} tensor: a strided one was needed");

    void CheckCount(IReadOnlyList<PickleValue> arguments, int least, int most, string function)
    {
        if (arguments.Count < least || arguments.Count > most)
            throw Malformed($"{function} has {arguments.Count} arguments: {(least == most ? $"{least}" : $"{least} to {most}")} were needed");
    }

    bool Flag(PickleValue node, string what) => node is PyBool flag ? flag.Value : throw Malformed($"{what} is {Describe(node)}: a bool was needed");

    long Integer(PickleValue node, string what) =>
        node is PyInt number && number.TryGetInt64(out long value) ? value : throw Malformed($"{what} is {Describe(node)}: an integer of 64 bits was needed");

    DType DTypeOf(PickleValue node) =>
        PyGlobal.TryName(node, out string? module, out string? name) && module == "torch" && DTypes.TryParse(name, out DType dtype)
            ? dtype
            : throw content.Origin.Error(PtErrorKind.Unsupported, $"a tensor's dtype is {Describe(node)}, which PtFormat does not know", _offset);

    static string Describe(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name)
        ? PtFormatException.Quote($"{module}.{name}")
        : node is PyObject call && PyGlobal.TryName(call.Callable, out module, out name)
            ? $"a call of {PtFormatException.Quote($"{module}.{name}")}"
            : $"a {node.Kind.ToString().ToLowerInvariant()}";

    /// <summary>How many items a walk over the whole tree may meet: one for each byte of the pickle, and some that objects share.</summary>
    public long MaxVisits => options.Limits.MaxRepeatedItems > long.MaxValue - content.PickleBytes ? long.MaxValue : content.PickleBytes + options.Limits.MaxRepeatedItems;

    /// <summary>The error of a walk that met more.</summary>
    public PtFormatException TooManyVisits() =>
        content.Origin.Error(PtErrorKind.LimitExceeded, $"objects share what they are made of: written out it is longer than the pickle; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxRepeatedItems)} is {options.Limits.MaxRepeatedItems}");

    PtFormatException Malformed(string what) => content.Origin.Error(PtErrorKind.Malformed, what, _offset);

    PtFormatException Limit(string what) => content.Origin.Error(PtErrorKind.LimitExceeded, what, _offset);
}
