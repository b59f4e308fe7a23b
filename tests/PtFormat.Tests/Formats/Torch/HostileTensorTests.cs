using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats.Torch;

/// <summary>Tensors whose description lies, and others that are legal however odd.</summary>
sealed class HostileTensorTests
{
    const long Huge = 1L << 40;

    static TestCaseData Case(string name, PtErrorKind kind, PickleValue value, params (string, byte[])[] storages) =>
        new TestCaseData(Archive(Dict("w", value), storages).Build(), kind).SetArgDisplayNames(name);

    static TestCaseData Malformed(string name, PickleValue value, params (string, byte[])[] storages) => Case(name, PtErrorKind.Malformed, value, storages);

    static PyObject Longs(long[] values, string key, params long[] size) => Tensor(Ints(size), Dense(size), storage: Storage("LongStorage", new PyString(key), values.Length));

    static PyTuple Dense(long[] size)
    {
        long[] strides = new long[size.Length];
        for (int i = size.Length - 1; i >= 0; i--)
            strides[i] = i == size.Length - 1 ? 1 : strides[i + 1] * Math.Max(size[i + 1], 1);
        return Ints(strides);
    }

    static byte[] Bytes(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    static TestCaseData Coo(string name, long[] indices, long[] indexSize, long[] valueSize, long[] size) => Malformed(name,
        Call("torch._utils", "_rebuild_sparse_tensor", Layout("torch.sparse_coo"), new PyTuple(Longs(indices, "1", indexSize), Tensor(Ints(valueSize), Dense(valueSize)), Ints(size))),
        ("0", SixFloats), ("1", Bytes(indices)));

    static TestCaseData Csr(string name, long[] pointers, long[] columns, long[] size, long values = 2) => Malformed(name,
        Call("torch._utils", "_rebuild_sparse_tensor", Layout("torch.sparse_csr"),
            new PyTuple(Longs(pointers, "1", pointers.Length), Longs(columns, "2", columns.Length), Tensor(Ints(values), Ints(1)), Ints(size))),
        ("0", SixFloats), ("1", Bytes(pointers)), ("2", Bytes(columns)));

    static PyObject Layout(string name) => Call("torch.serialization", "_get_layout", new PyString(name));

    static TestCaseData Quantized(string name, params PickleValue[] scheme) => Malformed(name,
        Call("torch._utils", "_rebuild_qtensor", Storage("QInt8Storage"), new PyInt(0), Ints(2, 3), Ints(3, 1), new PyTuple(scheme), PyBool.False, new PyDict()),
        ("0", new byte[6]), ("1", Bytes(1, 2)), ("2", [.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(0.0)]));

    static readonly PyGlobal PerTensor = new("torch", "per_tensor_affine"), PerChannel = new("torch", "per_channel_affine");

    static PyObject Scales(long count, string key = "2") => Tensor(Ints(count), Ints(1), storage: Storage("DoubleStorage", new PyString(key), 2));

    internal static IEnumerable<TestCaseData> Refused()
    {
        yield return Malformed("past the end", Tensor(Ints(2, 4), Ints(4, 1)));
        yield return Malformed("offset past the end", Tensor(offset: new PyInt(1)));
        yield return Malformed("size -1", Tensor(Ints(-1, 3)));
        yield return Malformed("stride -1", Tensor(stride: Ints(3, -1)));
        yield return Malformed("offset -1", Tensor(offset: new PyInt(-1)));
        yield return Malformed("2^64 elements", Tensor(Ints(1L << 32, 1L << 32), Ints(0, 0)));
        yield return Malformed("2^63 elements", Tensor(Ints(1L << 31, 1L << 31, 2), Ints(0, 0, 0)));
        yield return Malformed("2^80 elements beside a size of 0", Tensor(Ints(0, Huge, Huge), Ints(1, 1, 1)));
        yield return Malformed("extent past 2^64", Tensor(Ints(3), Ints(1L << 62)));
        yield return Malformed("extent past 2^63 bytes", Tensor(Ints(2), Ints(1L << 61)));
        yield return Malformed("offset 2^63 - 1", Tensor(offset: new PyInt(long.MaxValue)));
        yield return Malformed("offset 2^64", Tensor(offset: new PyInt(System.Numerics.BigInteger.One << 64)));
        yield return Malformed("two sizes, one stride", Tensor(stride: Ints(1)));
        yield return Case("65 dimensions", PtErrorKind.LimitExceeded, Tensor(Ints(new long[65]), Ints(new long[65])));
        yield return Malformed("size 2.0", Tensor(new PyTuple(new PyFloat(2), new PyInt(3))));
        yield return Malformed("size True", Tensor(new PyTuple(PyBool.True, new PyInt(3))));
        yield return Malformed("size None", Tensor(new PyTuple(PyNone.Instance, new PyInt(3))));
        yield return Malformed("size a tuple", Tensor(new PyTuple(Ints(2), new PyInt(3))));
        yield return Malformed("size a list", Tensor(new PyList([new PyInt(2), new PyInt(3)])));
        yield return Malformed("requires_grad 1", Tensor(requiresGrad: new PyInt(1)));
        yield return Malformed("storage None", Tensor(storage: PyNone.Instance));
        yield return Malformed("too few arguments", Call("torch._utils", "_rebuild_tensor_v2", Storage(), new PyInt(0), Ints(2, 3)));
        yield return Malformed("too many arguments", Call("torch._utils", "_rebuild_tensor", [.. Tensor().Arguments.Items, PyNone.Instance]));
        yield return Malformed("items of a tensor", WithItem(Tensor()));
        yield return Malformed("count -1", Tensor(storage: Storage(count: -1)));
        yield return Malformed("count 2^62", Tensor(storage: Storage(count: 1L << 62)));
        yield return Malformed("count 7 over 24 bytes", Tensor(storage: Storage(count: 7)));
        yield return Malformed("count 5 over 24 bytes", Tensor(storage: Storage(count: 5)));
        yield return Malformed("one key, two types", new PyList([Tensor(), Tensor(Ints(3), Ints(1), storage: Storage("DoubleStorage", count: 3))]));
        yield return Malformed("id an integer", Tensor(storage: new PyPersistentId(new PyInt(1))));
        yield return Malformed("id a 4-tuple", Tensor(storage: new PyPersistentId(new PyTuple(((PyTuple)Storage().Id).Items.Take(4)))));
        yield return Malformed("id of something else", Tensor(storage: new PyPersistentId(new PyTuple([new PyString("file"), .. ((PyTuple)Storage().Id).Items.Skip(1)]))));
        yield return Malformed("class as text", Tensor(storage: new PyPersistentId(new PyTuple([new PyString("storage"), new PyString("FloatStorage"), .. ((PyTuple)Storage().Id).Items.Skip(2)]))));
        yield return Malformed("unknown class", Tensor(storage: Storage("floatStorage")));
        foreach (string key in new[] { "../data.pkl", "a/b", "a\\b", "", ".", "..", new string('x', 300), "a\0b" })
            yield return Malformed($"key '{key.Replace('\0', '0')[..Math.Min(key.Length, 12)]}'", Tensor(storage: Storage(key: new PyString(key))));
        yield return Malformed("key an integer", Tensor(storage: Storage(key: new PyInt(0))));
        yield return Malformed("a conjugated float", Call("torch._utils", "_rebuild_tensor_v2", [.. Tensor().Arguments.Items, Dict("conj", PyBool.True)]));
        yield return Case("a dtype nobody knows", PtErrorKind.Unsupported, Call("torch._utils", "_rebuild_tensor_v3", [.. Tensor(storage: Storage("UntypedStorage", count: 24)).Arguments.Items, new PyGlobal("torch", "float7")]));
        yield return Malformed("view in bytes of another dtype", Call("torch._utils", "_rebuild_tensor_v3", [.. Tensor(storage: Storage("UntypedStorage", count: 24)).Arguments.Items, new PyGlobal("torch", "uint64")]));
        yield return Malformed("wrapped too deep", Enumerable.Range(0, 20).Aggregate(Tensor(), (inner, _) => Call("torch._utils", "_rebuild_parameter", inner, PyBool.True, new PyDict())));
        yield return Malformed("a parameter of nothing", Call("torch._utils", "_rebuild_parameter", PyNone.Instance, PyBool.True, new PyDict()));
        yield return Malformed("a jagged tensor without offsets", Call("torch._tensor", "_rebuild_from_type_v2", new PyGlobal("torch.nested._internal.nested_tensor", "_rebuild_njt"),
            new PyGlobal("torch.nested._internal.nested_tensor", "NestedTensor"), new PyTuple(Dict("values", Tensor())), PyNone.Instance));

        yield return Malformed("a parameter of itself", ItsOwnData());
        yield return Malformed("a jagged tensor of itself", ItsOwnValues());
        foreach (PyObjectForm form in (PyObjectForm[])[PyObjectForm.NewObj, PyObjectForm.Reduce])
            foreach ((string module, string name) in ((string, string)[])[("torch", "FloatTensor"), ("torch.cuda", "HalfTensor"), ("torch", "Tensor"), ("torch.nn.parameter", "Parameter"), ("torch.autograd.variable", "Variable")])
                yield return Malformed($"{form} of {module}.{name} and no BUILD", new PyObject(form, new PyGlobal(module, name), new()));
        yield return Malformed("tensors in an OrderedDict of non-pairs", Call("collections", "OrderedDict", new PyList([new PyTuple(new PyString("a"), Tensor()), Tensor()])));

        yield return Coo("COO index = size", [0, 3], [1, 2], [2], [3]);
        yield return Coo("COO index -1", [0, -1], [1, 2], [2], [3]);
        yield return Coo("COO counts differ", [0, 1], [1, 2], [3], [3]);
        yield return Coo("COO rank", [0, 1], [1, 2], [2], [3, 3]);
        yield return Coo("COO negative size", [0, 1], [1, 2], [2], [-3]);
        yield return Coo("COO of 2^64 elements", [0, 1, 0, 1], [2, 2], [2], [1L << 32, 1L << 32]);
        yield return Case("COO indices that repeat one number 2^40 times", PtErrorKind.LimitExceeded,
            Call("torch._utils", "_rebuild_sparse_tensor", Layout("torch.sparse_coo"),
                new PyTuple(Tensor(Ints(1, Huge), Ints(0, 0), storage: Storage("LongStorage", new PyString("1"), 1)), Tensor(Ints(Huge), Ints(0)), Ints(3))),
            ("0", SixFloats), ("1", Bytes(0)));
        yield return Csr("CSR first pointer", [1, 1, 2], [0, 1], [2, 2]);
        yield return Csr("CSR pointers fall", [0, 2, 1], [0, 1], [2, 2]);
        yield return Csr("CSR last pointer", [0, 1, 1], [0, 1], [2, 2]);
        yield return Csr("CSR pointer past the values", [0, 9, 2], [0, 1], [2, 2]);
        yield return Csr("CSR column", [0, 1, 2], [0, 2], [2, 2]);
        yield return Csr("CSR rows", [0, 1, 2], [0, 1], [3, 2]);
        yield return Csr("CSR counts differ", [0, 1, 2], [0, 1], [2, 2], values: 3);
        yield return Malformed("a layout nobody knows", Call("torch._utils", "_rebuild_sparse_tensor", Layout("torch.sparse_xyz"), new PyTuple(Tensor(), Tensor(), Ints(2))));

        yield return Quantized("scale 0", PerTensor, new PyFloat(0), new PyInt(0));
        yield return Quantized("scale NaN", PerTensor, new PyFloat(double.NaN), new PyInt(0));
        yield return Quantized("zero point a float", PerTensor, new PyFloat(1), new PyFloat(0));
        yield return Quantized("axis outside", PerChannel, Scales(2), Longs([1, 2], "1", 2), new PyInt(2));
        yield return Quantized("axis negative", PerChannel, Scales(2), Longs([1, 2], "1", 2), new PyInt(-1));
        yield return Quantized("scales too few", PerChannel, Scales(2), Longs([1, 2], "1", 2), new PyInt(1));
        yield return Quantized("a scale of 0 among others", PerChannel, Scales(2), Longs([1, 2], "1", 2), new PyInt(0));
    }

    // Parameter.__new__(Parameter), then BUILD with (data, gradient, hooks, requires_grad, volatile).
    static PyObject ItsOwnData()
    {
        PyObject parameter = new(PyObjectForm.NewObj, new PyGlobal("torch.nn.parameter", "Parameter"), new());
        parameter.Add(new(PickleEffectKind.Build, null, new PyTuple(parameter, PyNone.Instance, PyNone.Instance, PyBool.False, PyBool.False)));
        return parameter;
    }

    // The only arguments that can lead back: a dict, filled after the call that it is given to.
    static PyObject ItsOwnValues()
    {
        PyDict state = Dict("offsets", Tensor());
        PyGlobal nested = new("torch.nested._internal.nested_tensor", "NestedTensor");
        PyObject jagged = Call("torch._tensor", "_rebuild_from_type_v2", new PyGlobal("torch.nested._internal.nested_tensor", "_rebuild_njt"), nested, new PyTuple(state), PyNone.Instance);
        state.Set(new PyString("values"), jagged);
        return jagged;
    }

    [Test]
    public void ATensorInItsOwnArgumentsIsCalledCyclic()
    {
        foreach (PyObject tensor in (PyObject[])[ItsOwnData(), ItsOwnValues()])
            Assert.That(Refusals.Refused(Archive(Dict("w", tensor)).Build(), PtErrorKind.Malformed).Message, Does.Contain("cyclic"));
    }

    [Test]
    public void AnUnknownClassWithoutStateStaysANode()
    {
        PyObject made = new(PyObjectForm.NewObj, new PyGlobal("my.module", "Thing"), new());
        using PtFile opened = PtFile.Open(Archive(new PyTuple(made, Tensor())).Build());
        Assert.That(opened.Tensors, Has.Count.EqualTo(1));
        Assert.That(((PyTuple)opened.Root).Items[0], Is.InstanceOf<PyObject>().With.Property("Effects").Empty);
        Assert.That(opened.Values.Select(value => value.TypeName), Does.Contain("my.module.Thing"));
    }

    static PyObject WithItem(PyObject tensor)
    {
        tensor.Add(new(PickleEffectKind.SetItem, new PyInt(0), new PyInt(1)));
        return tensor;
    }

    [TestCaseSource(nameof(Refused))]
    public void IsRefused(byte[] file, PtErrorKind kind)
    {
        PtFormatException error = Refusals.Refused(file, kind);
        if (kind == PtErrorKind.Malformed && !error.Message.Contains("data/", StringComparison.Ordinal))
            Assert.That(error.ByteOffset, Is.GreaterThan(0), $"it says where: {error.Message}");
    }

    internal static IEnumerable<TestCaseData> Legal()
    {
        yield return Odd("no elements, offset past the storage", Tensor(Ints(0, 3), offset: new PyInt(1000)));
        yield return Odd("no elements, a huge size", Tensor(Ints(0, Huge), Ints(1, 1)));
        yield return Odd("size 1, absurd stride", Tensor(Ints(1, 3), Ints(long.MaxValue, 1)));
        yield return Odd("no dimensions", Tensor(Ints(), Ints(), new PyInt(5)));
        yield return Odd("64 dimensions", Tensor(Ints([.. Enumerable.Repeat(1L, 64)]), Ints(new long[64])));
        yield return Odd("overlapping windows", Tensor(Ints(4, 3), Ints(1, 1)));
        yield return Odd("size a torch.Size", Tensor(Call("torch", "Size", Ints(2, 3))));
        yield return Odd("four arguments, as before 0.4", Call("torch._utils", "_rebuild_tensor", [.. Tensor().Arguments.Items.Take(4)]));
        yield return Odd("torch.cuda classes", Tensor(storage: new PyPersistentId(new PyTuple(new PyString("storage"), new PyGlobal("torch.cuda", "FloatStorage"), new PyString("0"), new PyString("cuda:0"), new PyInt(6)))));

        static TestCaseData Odd(string name, PickleValue value) => new TestCaseData(Archive(Dict("w", value)).Build()).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Legal))]
    public void OddTensorsLoad(byte[] file)
    {
        Refusals.ReadAll(file);
        using PtFile opened = PtFile.Open(file);
        Assert.That(opened.StateDict().Tensor("w").ToArray<float>(), Has.Length.EqualTo(opened.Tensors[0].Shape!.Value.ElementCount));
    }

    [Test]
    public void ABroadcastTensorIsListedAndNotCopied()
    {
        byte[] file = Archive(Dict("w", Tensor(Ints(Huge), Ints(0), storage: Storage(count: 1))), ("0", new byte[4])).Build();
        using PtFile opened = PtFile.Open(file);
        Assert.That(opened.Tensors.Single().Shape, Is.EqualTo(Shape.Create([Huge])));
        Assert.That(() => TensorHash.Sha256(opened.Tensors[0]), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.LimitExceeded));
        Assert.That(() => new TensorElements(opened.Tensors[0]), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.LimitExceeded));
        Assert.That(() => opened.StateDict().Tensor("w").ToArray<float>(), Throws.InvalidOperationException.With.Message.Contains("4398046511104 bytes"));
        Assert.That(() => opened.StateDict().Tensor("w").Clone(), Throws.InvalidOperationException.With.Message.Contains("4398046511104 bytes"));
        MemoryStream saved = new();
        opened.Save(saved);
        using PtFile again = PtFile.Open(saved.ToArray());
        Assert.That((again.Tensors[0].Tensor!.Layout.ToString(), again.Tensors[0].Tensor!.Storage.ByteLength), Is.EqualTo((opened.Tensors[0].Tensor!.Layout.ToString(), 4L)), "the storage is saved, not what it stands for");
    }

    [Test]
    public void ASparseTensorIsNeverWrittenOut()
    {
        PyObject sparse = Call("torch._utils", "_rebuild_sparse_tensor", Layout("torch.sparse_coo"), new PyTuple(Longs([0, Huge - 1], "1", 1, 2), Tensor(Ints(2), Ints(1)), Ints(Huge)));
        byte[] file = Archive(Dict("w", sparse), ("0", SixFloats), ("1", Bytes(0, Huge - 1))).Build();
        Refusals.ReadAll(file);
        using PtFile opened = PtFile.Open(file);
        TensorEntry entry = opened.Tensors[0];
        Assert.That((entry.Kind, entry.Shape), Is.EqualTo((TensorKind.Sparse, (Shape?)Shape.Create([Huge]))));
        Assert.That(TensorHash.Sha256(entry), Is.Null);
        Assert.That(() => new TensorElements(entry), Throws.ArgumentException);
    }

    [Test]
    public void AKeyThatSteersATerminalIsEscapedInPathsAndMessages()
    {
        const string steering = "\x1b]0;x\x07\x1b[2J\n";
        PyDict tree = Dict(steering, Tensor());
        tree.Set(new PyString(steering + "2"), Call("my.module", "Thing"));
        using PtFile opened = PtFile.Open(Archive(tree).Build());
        string message = Assert.Throws<PtFormatException>(() => opened.StateDict())!.Message;
        Assert.That(message, Does.Contain("x1b"));
        Assert.That(string.Concat(opened.Tensors.Select(entry => entry.Path).Concat(opened.Values.Select(value => value.Path))) + message, Has.None.Matches<char>(char.IsControl));
    }

    [Test]
    public void ABoolIsTrueUnlessItIsZero()
    {
        byte[] file = Archive(Dict("w", Tensor(Ints(4), Ints(1), storage: Storage("BoolStorage", count: 4))), ("0", [0, 1, 2, 255])).Build();
        using PtFile opened = PtFile.Open(file);
        Bool8[] values = opened.StateDict().Tensor("w").ToArray<Bool8>();
        Assert.That(values.Select(value => (bool)value), Is.EqualTo(new[] { false, true, true, true }));
    }

    [Test]
    public void BitsOfFloatsSurvive()
    {
        uint[] bits = [0x7F800001, 0x80000000, 0x00000001, 0x7F800000, 0xFF800000, 0xFFC00005];
        byte[] stored = [.. bits.SelectMany(BitConverter.GetBytes)];
        using PtFile opened = PtFile.Open(Archive(null, ("0", stored)).Build());
        Assert.That(opened.StateDict().Tensor("w").ToArray<float>().Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(bits));
        foreach (PtSaveFormat format in new[] { PtSaveFormat.Zip, PtSaveFormat.Legacy })
        {
            MemoryStream saved = new();
            PtFile.Save(saved, opened.StateDict(), new() { Format = format });
            using PtFile again = PtFile.Open(saved.ToArray());
            Assert.That(again.StateDict().Tensor("w").ToArray<float>().Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(bits), $"{format}");
        }
    }

    [Test]
    public void ATensorThatHoldsItselfIsNoStateDict()
    {
        PyDict loop = new();
        loop.Set(new PyString("w"), Tensor());
        loop.Set(new PyString("self"), loop);
        using PtFile opened = PtFile.Open(Archive(loop).Build());
        Assert.That(opened.Tensors, Has.Count.EqualTo(1));
        Assert.That(() => opened.StateDict(), Throws.InstanceOf<PtFormatException>().With.Message.Contains("cyclic"));
    }
}
