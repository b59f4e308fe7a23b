using System.Runtime.InteropServices;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

sealed class FloatWideningTests
{
    [TestCase(DType.Float16)]
    [TestCase(DType.BFloat16)]
    [TestCase(DType.Float8E4M3Fn)]
    [TestCase(DType.Float8E4M3FnUz)]
    [TestCase(DType.Float8E5M2)]
    [TestCase(DType.Float8E5M2FnUz)]
    [TestCase(DType.Float8E8M0Fnu)]
    public void EveryPatternIsWhatTorchMakesOfIt(DType dtype)
    {
        using PtFile file = PtFile.Load(Repository.Path("fixtures", "dtypes", "2.14", "conversions.pt"));
        float[] expected = file.StateDict("to float32").Tensor(dtype.Name()).ToArray<float>();
        byte[] patterns = dtype.ItemSize() == 1
            ? [.. Enumerable.Range(0, 256).Select(i => (byte)i)]
            : MemoryMarshal.AsBytes<ushort>(Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray()).ToArray();
        float[] made = new float[expected.Length];
        Assert.That(FloatWidening.Widen(dtype, patterns, MemoryMarshal.AsBytes(made.AsSpan())), Is.EqualTo(4 * made.Length));
        // The bits, so that signs of zeros and what is in a NaN count.
        Assert.That(made.Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(expected.Select(BitConverter.SingleToUInt32Bits)));
        Assert.That(FloatWidening.Target(dtype), Is.EqualTo(DType.Float32));
    }
}
