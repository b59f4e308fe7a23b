using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class ElementCastTests
{
    static readonly DType[] Narrow =
    [
        DType.Float16, DType.BFloat16, DType.Float8E4M3Fn, DType.Float8E4M3FnUz, DType.Float8E5M2, DType.Float8E5M2FnUz, DType.Float8E8M0Fnu,
    ];

    // PyTorch's vector loop makes the one of a NaN, its scalar loop the other.
    const uint VectorNaN = 0xFFFF, BFloat16NaN = 0x7FC0;

    [TestCaseSource(nameof(Narrow))]
    public void EveryPatternWidensAsInPyTorch(DType dtype)
    {
        using PtFile file = Conversions();
        Tensor expected = Find(file, $"['to float32']['{dtype.Name()}']");
        Tensor patterns = dtype.ItemSize() == 1
            ? new(Tensor.From<byte>([.. Enumerable.Range(0, 256).Select(i => (byte)i)]).Storage, Layout.Dense([256]), dtype)
            : new(Tensor.From<ushort>([.. Enumerable.Range(0, 65536).Select(i => (ushort)i)]).Storage, Layout.Dense([65536]), dtype);
        Assert.That(Bits(patterns.To(DType.Float32)), Is.EqualTo(Bits(expected)));
    }

    [TestCaseSource(nameof(Narrow))]
    public void Float32NarrowsAsInPyTorch(DType dtype)
    {
        using PtFile file = Conversions();
        Tensor source = Find(file, "['float32']"), expected = Find(file, $"['from float32']['{dtype.Name()}']"), actual = source.To(dtype);
        uint[] from = Bits(source), wanted = Bits(expected), found = Bits(actual);
        for (int i = 0; i < wanted.Length; i++)
            if (wanted[i] != found[i] && !(dtype == DType.BFloat16 && wanted[i] == VectorNaN && found[i] == BFloat16NaN))
                Assert.Fail($"{from[i]:x8} became {found[i]:x}, in PyTorch {wanted[i]:x}; {wanted.Zip(found).Count(p => p.First != p.Second)} of {wanted.Length} differ");
    }

    [Test]
    public void AnEqualDtypeChangesNoBit()
    {
        Tensor signalling = new(Tensor.From<uint>(0x7F800001, 0xFF800001).Storage, Layout.Dense([2]), DType.Float32);
        Assert.That(signalling.To(DType.Float32), Is.SameAs(signalling));
    }

    // PyTorch 2.14: "copy_kernel" not implemented for these.
    static readonly DType[] BitsAlone = [DType.Bits8, DType.Bits16, DType.Bits1X8, DType.Bits2X4, DType.Bits4X2, DType.Float4E2M1FnX2];

    [TestCaseSource(nameof(BitsAlone))]
    public void BitsWithoutAValueDoNotConvert(DType dtype)
    {
        Tensor bits = Tensor.Zeros([600], dtype);
        Assert.That(() => bits.To(DType.Float32), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(dtype.Name()));
        Assert.That(() => Tensor.Zeros([600]).To(dtype), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void EveryPairConvertsSmallNumbersExactly()
    {
        double[] numbers = [1, 2, 4, .. Enumerable.Repeat(2.0, 1200)];
        DType[] withNumbers = [.. DTypes.All.Except(BitsAlone)];
        foreach (DType from in withNumbers)
        {
            Tensor source = Tensor.From<double>(numbers).To(from);
            foreach (DType to in withNumbers)
                Assert.That(
                    source.To(to).To(DType.Float64).ToArray<double>(),
                    Is.EqualTo(from == DType.Bool || to == DType.Bool ? numbers.Select(_ => 1.0) : numbers), $"{from} to {to}");
        }
    }

    [Test]
    public void IntegersWrapAndFloatsOutOfRangeAreX86s()
    {
        Tensor x = Tensor.From<double>(-1.9, 300, 70000, 3e9, 5e9, 9.3e18, 2e19, double.NegativeInfinity, double.NaN);
        Assert.That(x.To(DType.Int8).ToArray<sbyte>(), Is.EqualTo(new sbyte[] { -1, 44, 112, 0, 0, 0, 0, 0, 0 }));
        Assert.That(x.To(DType.Int16).ToArray<short>(), Is.EqualTo(new short[] { -1, 300, 4464, 0, 0, 0, 0, 0, 0 }));
        int least = int.MinValue;
        Assert.That(x.To(DType.Int32).ToArray<int>(), Is.EqualTo(new[] { -1, 300, 70000, least, least, least, least, least, least }));
        Assert.That(x.To(DType.UInt32).ToArray<uint>(), Is.EqualTo(new uint[] { 4294967295, 300, 70000, 3000000000, 705032704, 0, 0, 0, 0 }));
        long lowest = long.MinValue;
        Assert.That(x.To(DType.Int64).ToArray<long>(), Is.EqualTo(new long[] { -1, 300, 70000, 3000000000, 5000000000, lowest, lowest, lowest, lowest }));
        Assert.That(
            x.To(DType.UInt64).ToArray<ulong>(),
            Is.EqualTo(new ulong[] { 18446744073709551615, 300, 70000, 3000000000, 5000000000, 9300000000000000000, 0, 1UL << 63, 1UL << 63 }));
        Assert.That(Tensor.From<long>(-1, 300, long.MinValue + 5).To(DType.UInt8).ToArray<byte>(), Is.EqualTo(new byte[] { 255, 44, 5 }));
    }

    [Test]
    public void AStridedTensorConvertsInRowMajorOrder() => Assert.That(
        Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]).Transpose(0, 1).To(DType.Int64).ToArray<long>(),
        Is.EqualTo(new long[] { 1, 4, 2, 5, 3, 6 }));

    static PtFile Conversions() => PtFile.Load(Repository.Path("fixtures", "dtypes", "2.14", "conversions.pt"));

    static Tensor Find(PtFile file, string path) => (Tensor)file.Tensors.Single(entry => entry.Path == path).Value!;

    static uint[] Bits(Tensor tensor)
    {
        byte[] bytes = new Tensor(tensor.Storage, Layout.Strided([tensor.ElementCount * tensor.DType.ItemSize()], [1], tensor.Layout.Offset * tensor.DType.ItemSize()), DType.UInt8).ToArray<byte>();
        return tensor.DType.ItemSize() switch
        {
            1 => [.. bytes.Select(b => (uint)b)],
            2 => [.. bytes.Chunk(2).Select(b => (uint)BitConverter.ToUInt16(b))],
            _ => [.. bytes.Chunk(4).Select(b => BitConverter.ToUInt32(b))],
        };
    }
}
