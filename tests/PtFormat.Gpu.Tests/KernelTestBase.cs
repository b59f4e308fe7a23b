using System.Runtime.InteropServices;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Runs operations on a test device and on the processor and compares.</summary>
[NonParallelizable]
abstract class KernelTestBase(string deviceName)
{
    /// <summary>What kernels are tested on: exact indices on the emulator, real sizes on PoCL.</summary>
    public static readonly string[] Devices = ["emulator", "pocl"];

    protected GpuDevice Device { get; private set; } = null!;

    protected bool IsEmulator => deviceName == "emulator";

    [SetUp]
    public void FindDevice()
    {
        Device = IsEmulator ? TestDevice.Emulator : TestDevice.Pocl;
        TestDevice.TakeFaults();
    }

    /// <summary>For the rest of a test on the emulator: groups run at once.</summary>
    protected void UseFourProcessors() => Device = TestDevice.FourProcessors;

    [TearDown]
    public void NoIndexWasOutOfBounds() => Assert.That(TestDevice.TakeFaults(), Is.Zero, "indices out of bounds");

    /// <summary>Numbers from -1 to 1, the same for the same seed.</summary>
    protected static Tensor Numbers(int seed, params long[] shape)
    {
        Random random = new(seed);
        float[] values = new float[Shape.Create(shape).ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From<float>(values, Shape.Create(shape));
    }

    /// <summary>A dense tensor's copy on the device.</summary>
    protected Tensor ToDevice(Tensor tensor)
    {
        Tensor copy = Tensor.Uninitialized(tensor.Shape, tensor.DType, Device);
        Device.CopyFromHost(MemoryMarshal.AsBytes(tensor.AsReadOnlySpan<float>()), copy.Storage, 0);
        return copy;
    }

    protected float[] ToHost(Tensor tensor) => ToHost<float>(tensor);

    protected T[] ToHost<T>(Tensor tensor) where T : unmanaged
    {
        T[] values = new T[tensor.ElementCount];
        Device.CopyToHost(tensor.Storage, tensor.Layout.Offset * Marshal.SizeOf<T>(), MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>All results equal but for rounding.</summary>
    protected void AssertSame(Func<Func<Tensor, Tensor>, Tensor[]> run, double tolerance = 1e-5)
    {
        Tensor[] expected = run(tensor => tensor), found = run(ToDevice);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(found[i].Shape, Is.EqualTo(expected[i].Shape));
            if (expected[i].DType == DType.Int64)
                Assert.That(ToHost<long>(found[i]), Is.EqualTo(Whole<long>(expected[i])), $"result {i}");
            else
                AssertClose(ToHost(found[i]), Whole<float>(expected[i]), tolerance, $"result {i}");
        }
    }

    protected static void AssertClose(float[] found, float[] expected, double tolerance, string what = "")
    {
        double largest = Math.Max(1, expected.Where(float.IsFinite).DefaultIfEmpty().Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(found[i] - expected[i]) <= tolerance * largest) && !found[i].Equals(expected[i]))
                Assert.Fail($"{what}: element {i} of {expected.Length} is {found[i]}, expected {expected[i]} within {tolerance * largest}");
    }

    static T[] Whole<T>(Tensor tensor) where T : unmanaged => (tensor.IsDense ? tensor : Ops.Copy(tensor)).AsReadOnlySpan<T>().ToArray();
}
