using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Functions of elements on the emulator and on PoCL against the processor.</summary>
public sealed class GpuDeviceElementwiseTests
{
    static readonly (string Name, Func<Tensor[], Tensor> Function)[] Unary =
    [
        ("relu", x => Ops.Relu(x[0])),
        ("sigmoid", x => Ops.Sigmoid(x[0])),
        ("tanh", x => Ops.Tanh(x[0])),
        ("silu", x => Ops.Silu(x[0])),
        ("gelu", x => Ops.Gelu(x[0])),
        ("mish", x => Ops.Mish(x[0])),
        ("elu", x => Ops.Elu(x[0])),
        ("softplus", x => Ops.Softplus(x[0])),
        ("log_sigmoid", x => Ops.LogSigmoid(x[0])),
        ("hardswish", x => Ops.Hardswish(x[0])),
        ("leaky_relu", x => Ops.LeakyRelu(x[0], 0.1)),
        ("softshrink", x => Ops.Softshrink(x[0], 0.5)),
        ("exp", x => Ops.Exp(x[0])),
        ("log", x => Ops.Log(x[0])),
        ("log1p", x => Ops.Log1p(x[0])),
        ("sqrt", x => Ops.Sqrt(x[0])),
        ("erf", x => Ops.Erf(x[0])),
        ("abs", x => Ops.Abs(x[0])),
        ("isnan", x => Ops.IsNaN(x[0])),
        ("isinf", x => Ops.IsInf(x[0])),
        ("floor", x => Ops.Floor(x[0])),
        ("trunc", x => Ops.Trunc(x[0])),
    ];

    static readonly float[] Special = [0, -0f, 1, -1, 0.5f, -0.5f, 2.5f, 20, -20, 88, -88, 100, -104, 1e-20f, 1e-40f, 3e38f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-8f, 1.0000001f];

    [TestCaseSource(nameof(UnaryNames))]
    public void AFunctionOfOneElement(string name)
    {
        Func<Tensor[], Tensor> function = Array.Find(Unary, one => one.Name == name).Function;
        Tensor special = Tensor.From<float>(Special), random = Same.Random([3, 5, 7], 8);
        Same.Check(TestDevice.Emulator, function, 2e-6, special);
        Same.Check(TestDevice.Emulator, function, 2e-6, random.Permute(2, 0, 1));
    }

    [Test]
    public void AllFunctionsOnPocl()
    {
        GpuDevice device = TestDevice.Pocl;
        foreach ((string name, Func<Tensor[], Tensor> function) in Unary)
            Assert.That(() => Same.Check(device, function, 2e-6, Same.Random([30, 500], 8).Transpose(0, 1)), Throws.Nothing, name);
    }

    public static IEnumerable<string> UnaryNames => Unary.Select(one => one.Name);

    [Test]
    public void Binary()
    {
        Tensor x = Same.Random([4, 1, 6], 3), y = Same.Random([5, 6], 3, seed: 2);
        Same.Check(TestDevice.Emulator, t => Ops.Add(t[0], t[1], 0.5), 1e-6, x, y);
        Same.Check(TestDevice.Emulator, t => Ops.Div(t[0], t[1]), 1e-6, x, y);
        Same.Check(TestDevice.Emulator, t => Ops.Maximum(t[0], t[1]), 0, Tensor.From<float>(1, float.NaN, 3), Tensor.From<float>(2, 1, float.NaN));
        Same.Check(TestDevice.Emulator, t => Ops.Lt(t[0], t[1]), 0, x, y);
        Same.Check(TestDevice.Emulator, t => Ops.Mul(t[0], 3.5), 1e-6, x);
        Same.Check(TestDevice.Emulator, t => Ops.Pow(t[0], t[1]), 1e-6, Tensor.From<float>(2, -2, -2, 0, 0, 0, 9.5f, -8), Tensor.From<float>(3, 3, 2, 0, 2, -1, 0.75f, 0.5f));
        Same.Check(TestDevice.Emulator, t => Ops.Where(t[0], t[1], t[2]), 0, Ops.Gt(x, 0), x, y);
    }

    [Test]
    public void OtherDTypes()
    {
        Tensor integers = Tensor.From<int>(5, -7, int.MaxValue, 3), bytes = Tensor.From<byte>(250, 3, 0, 255);
        Same.Check(TestDevice.Emulator, t => Ops.Add(t[0], t[1]), 0, integers, bytes);
        Same.Check(TestDevice.Emulator, t => Ops.Mul(t[0], t[0]), 0, bytes);
        Same.Check(TestDevice.Emulator, t => Ops.Exp(t[0]), 1e-6, Tensor.From<byte>(0, 1, 5));
        foreach (DType dtype in (DType[])[DType.Float64, DType.Float16, DType.BFloat16])
        {
            Tensor x = Same.Random([6, 9], 5).To(dtype);
            double tolerance = dtype == DType.Float64 ? 1e-13 : 1e-2;
            Same.Check(TestDevice.Emulator, t => Ops.Tanh(t[0]), tolerance, x);
            Same.Check(TestDevice.Emulator, t => Ops.Log(Ops.Exp(t[0])), tolerance, x);
            Same.Check(TestDevice.Emulator, t => Ops.Add(t[0].Transpose(0, 1), 1.5), tolerance, x);
        }
    }

    [Test]
    public void EveryCastThatADeviceHas()
    {
        DType[] dtypes = [.. Enum.GetValues<DType>().Where(Cells.Has)];
        Assert.That(dtypes, Has.Length.EqualTo(12));
        Tensor numbers = Tensor.From<float>(0, 1, 2.5f, 100, 0.0001f, 7e-6f, 60000);
        foreach (DType from in dtypes)
            foreach (DType to in dtypes)
                Same.Check(TestDevice.Emulator, t => Ops.Cast(t[0], to), 0, numbers.To(from));
    }
}
