using System.Buffers;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>Trees as torch.save pickles them, and healthy files around them: tests change one thing and see it refused.</summary>
static class TorchTree
{
    static readonly PyGlobal OrderedDict = new("collections", "OrderedDict");

    public static PyTuple Ints(params long[] values) => new(values.Select(value => new PyInt(value)));

    public static PyObject Call(string module, string name, params PickleValue[] arguments) => new(PyObjectForm.Reduce, new PyGlobal(module, name), new(arguments));

    public static PyPersistentId Storage(string kind = "FloatStorage", PickleValue? key = null, long count = 6, string location = "cpu") =>
        new(new PyTuple(new PyString("storage"), new PyGlobal(kind == "UntypedStorage" ? "torch.storage" : "torch", kind), key ?? new PyString("0"), new PyString(location), new PyInt(count)));

    public static PyObject Tensor(PickleValue? size = null, PickleValue? stride = null, PickleValue? offset = null, PickleValue? storage = null, PickleValue? requiresGrad = null) =>
        Call("torch._utils", "_rebuild_tensor_v2", storage ?? Storage(), offset ?? new PyInt(0), size ?? Ints(2, 3), stride ?? Ints(3, 1), requiresGrad ?? PyBool.False,
            new PyObject(PyObjectForm.Reduce, OrderedDict, new()));

    public static PyDict Dict(string key, PickleValue value)
    {
        PyDict dict = new();
        dict.Set(new PyString(key), value);
        return dict;
    }

    public static byte[] Pickled(PickleValue tree)
    {
        ArrayBufferWriter<byte> output = new();
        PickleWriter.Write(tree, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Six floats: 0 to 5.</summary>
    public static byte[] SixFloats => [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    /// <summary>A healthy archive that holds <c>{"w": float32 [2, 3]}</c>, or another tree over the same storage.</summary>
    public static ArchiveBuilder Archive(PickleValue? tree = null, params (string Key, byte[] Content)[] storages)
    {
        ArchiveBuilder archive = new();
        archive.Add("archive/data.pkl", Pickled(tree ?? Dict("w", Tensor())));
        archive.Add("archive/byteorder", "little"u8.ToArray());
        foreach ((string key, byte[] content) in storages is [] ? [("0", SixFloats)] : storages)
            archive.Add($"archive/data/{key}", content);
        archive.Add("archive/version", Encoding.ASCII.GetBytes("3\n"));
        return archive;
    }
}
