using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>Tensors of reproducible numbers, and the comparison of results.</summary>
static partial class Sample
{
    /// <summary>Numbers from -1 to 1 that depend on nothing but shape and seed.</summary>
    public static Tensor Make(Shape shape, DType dtype = DType.Float32, int seed = 1)
    {
        Random random = new(seed);
        double[] values = new double[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() * 2 - 1;
        return dtype == DType.Float64 ? Tensor.From<double>(values, shape) : Tensor.From<float>([.. values.Select(v => (float)v)], shape);
    }

    /// <summary>The same numbers in memory whose dimensions lie in reverse order, with gaps and an offset.</summary>
    public static Tensor Strided(Tensor dense)
    {
        if (dense.Rank == 0 || dense.ElementCount == 0)
            return dense;
        int[] reversed = [.. Enumerable.Range(0, dense.Rank).Reverse()];
        Tensor turned = dense.Permute(reversed).Clone();
        Tensor wide = Ops.Cat([turned, turned], 0);
        return wide.Narrow(0, turned.Shape[0], turned.Shape[0]).Permute(reversed);
    }

    /// <summary>Gives every parameter of a module numbers of its own.</summary>
    public static void Fill(Module module)
    {
        int seed = 10;
        foreach (Parameter parameter in module.Parameters())
            parameter.Value = Make(parameter.Value.Shape, seed: ++seed);
    }

    /// <summary>The elements as float64.</summary>
    public static double[] Doubles(Tensor tensor) =>
        tensor.DType == DType.Float64 ? tensor.ToArray<double>() : [.. tensor.ToArray<float>().Select(v => (double)v)];

    /// <summary>Fails unless shape and elements are as wanted, within rounding of sums of a few hundred terms.</summary>
    public static void AssertClose(Tensor actual, double[] expected, Shape shape)
    {
        Assert.That(actual.Shape, Is.EqualTo(shape));
        Assert.That(Doubles(actual), Is.EqualTo(expected).Within(actual.DType == DType.Float64 ? 1e-12 : 2e-5));
    }

    /// <summary>Fails unless both hold the same bits.</summary>
    public static void AssertSame(Tensor actual, Tensor expected)
    {
        Assert.That((actual.Shape, actual.DType), Is.EqualTo((expected.Shape, expected.DType)));
        Assert.That(Bits(actual), Is.EqualTo(Bits(expected)));
    }

    static long[] Bits(Tensor tensor) => tensor.DType switch
    {
        DType.Float64 => [.. tensor.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)],
        _ => [.. tensor.ToArray<float>().Select(v => (long)BitConverter.SingleToInt32Bits(v))],
    };
}
