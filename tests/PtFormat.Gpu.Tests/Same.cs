using NUnit.Framework;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Holds a device against the processor.</summary>
static class Same
{
    /// <summary>Computes on both and compares: shapes, dtypes, and every element within a tolerance relative to the greatest magnitude or 1.</summary>
    public static void Check(GpuDevice device, Func<Tensor[], Tensor> function, double tolerance, params Tensor[] inputs) =>
        Check(device, x => [function(x)], tolerance, inputs);

    /// <inheritdoc cref="Check(GpuDevice, Func{Tensor[], Tensor}, double, Tensor[])"/>
    public static void Check(GpuDevice device, Func<Tensor[], Tensor[]> function, double tolerance, params Tensor[] inputs)
    {
        Tensor[] expected = function(inputs), found = function([.. inputs.Select(input => OnDevice(input, device))]);
        Assert.That(found, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(found[i].Device, Is.SameAs(device));
            Assert.That(Difference(expected[i], found[i].To(Device.Cpu), tolerance), Is.Null, $"result {i}");
        }
        Assert.That(TestDevice.TakeFaults(), Is.Zero, "asserts of the emulator");
    }

    /// <summary>The same view of the same storage on the device, so that strides are tested there too.</summary>
    public static Tensor OnDevice(Tensor tensor, Device device)
    {
        long items = tensor.Storage.ByteLength / tensor.DType.ItemSize();
        Tensor whole = new Tensor(tensor.Storage, Layout.Dense([items]), tensor.DType).To(device);
        return new(whole.Storage, tensor.Layout, tensor.DType);
    }

    /// <summary>Numbers from a fixed seed, from -scale to scale.</summary>
    public static Tensor Random(Shape shape, float scale = 1, int seed = 1, float shift = 0)
    {
        Random random = new(seed);
        return Tensor.From<float>([.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => ((float)random.NextDouble() * 2 - 1) * scale + shift)], shape);
    }

    static string? Difference(Tensor expected, Tensor found, double tolerance)
    {
        if (expected.Shape != found.Shape || expected.DType != found.DType)
            return $"found {found.DType} {found.Shape}, expected {expected.DType} {expected.Shape}";
        double[] wanted = expected.To(DType.Float64).ToArray<double>(), actual = found.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < wanted.Length; i++)
            if (!wanted[i].Equals(actual[i]) && !(Math.Abs(actual[i] - wanted[i]) <= tolerance * Math.Max(1, Math.Abs(wanted[i]))))
                return $"element {i}: found {actual[i]:G9}, expected {wanted[i]:G9}";
        return null;
    }
}
