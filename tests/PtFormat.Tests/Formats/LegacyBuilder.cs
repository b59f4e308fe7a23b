using System.Globalization;
using System.Numerics;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>Legacy streams as torch.save wrote them before 1.6, every part open to a lie.</summary>
sealed class LegacyBuilder
{
    public PickleValue Magic { get; set; } = new PyInt(BigInteger.Parse("1950A86A20F9469CFC6C", NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public PickleValue Version { get; set; } = new PyInt(1001);

    public PickleValue System { get; set; } = TorchTree.Dict("little_endian", PyBool.True);

    public PickleValue Tree { get; set; } = TorchTree.Dict("w", TorchTree.Tensor(storage: Storage()));

    public PickleValue Keys { get; set; } = new PyList([new PyString("7")]);

    public long Count { get; set; } = 6;

    public byte[] Content { get; set; } = TorchTree.SixFloats;

    public byte[] Suffix { get; set; } = [];

    public static PyPersistentId Storage(PickleValue? view = null, long count = 6, string key = "7") =>
        new(new PyTuple(new PyString("storage"), new PyGlobal("torch", "FloatStorage"), new PyString(key), new PyString("cpu"), new PyInt(count), view ?? PyNone.Instance));

    public byte[] Build() =>
    [
        .. TorchTree.Pickled(Magic), .. TorchTree.Pickled(Version), .. TorchTree.Pickled(System), .. TorchTree.Pickled(Tree), .. TorchTree.Pickled(Keys),
        .. BitConverter.GetBytes(Count), .. Content, .. Suffix,
    ];
}
