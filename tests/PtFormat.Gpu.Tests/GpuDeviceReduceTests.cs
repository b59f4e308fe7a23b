using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Reductions, running sums and softmax against the processor.</summary>
public sealed class GpuDeviceReduceTests
{
    static readonly (string Name, Func<Tensor[], Tensor[]> Function)[] Functions =
    [
        ("sum", x => [Ops.Sum(x[0], [1]), Ops.Sum(x[0]), Ops.Sum(x[0], [0, 2], keep: true)]),
        ("mean", x => [Ops.Mean(x[0], [-1])]),
        ("prod", x => [Ops.Prod(x[0], 0)]),
        ("extremes", x => [Ops.Amax(x[0], [1]), Ops.Amin(x[0])]),
        ("places", x => [.. Both(Ops.Max(x[0], 1)), .. Both(Ops.Min(x[0], 0)), Ops.ArgMax(x[0])]),
        ("truth", x => [Ops.Any(Ops.Gt(x[0], 2.5), [1]), Ops.All(Ops.Gt(x[0], -2.5), [2])]),
        ("moments", x => [Ops.Var(x[0], [1]), Ops.Std(x[0], [0, 1, 2], correction: 0)]),
        ("logsumexp", x => [Ops.LogSumExp(x[0], [2])]),
        ("norms", x => [Ops.Norm(x[0]), Ops.Norm(x[0], 1, [1]), Ops.Norm(x[0], 3, [0]), Ops.Norm(x[0], double.PositiveInfinity, [2]), Ops.Norm(x[0], 0)]),
        ("cumsum", x => [Ops.CumSum(x[0], 1), Ops.CumProd(x[0], 2)]),
        ("softmax", x => [Ops.Softmax(x[0], 2), Ops.Softmax(x[0], 1), Ops.LogSoftmax(x[0], 0)]),
        ("integers", x => [Ops.Sum(Ops.Cast(x[0], DType.Int32), [1]), Ops.Amax(Ops.Cast(x[0], DType.Int32), [0])]),
    ];

    public static IEnumerable<string> Names => Functions.Select(one => one.Name);

    [TestCaseSource(nameof(Names))]
    public void OnTheEmulator(string name)
    {
        Func<Tensor[], Tensor[]> function = Array.Find(Functions, one => one.Name == name).Function;
        Same.Check(TestDevice.Emulator, function, 2e-5, Same.Random([3, 5, 7], 3));
        Same.Check(TestDevice.Emulator, function, 2e-5, Same.Random([2, 300, 1], 1));
        Same.Check(TestDevice.Emulator, function, 2e-5, Same.Random([4, 3, 6], 3).Permute(2, 0, 1));
    }

    [Test]
    public void OnPocl()
    {
        foreach ((string name, Func<Tensor[], Tensor[]> function) in Functions)
            Assert.That(() => Same.Check(TestDevice.Pocl, function, 5e-5, Same.Random([40, 300, 50], 1.5f)), Throws.Nothing, name);
    }

    [Test]
    public void TheFirstNotANumberWins() => Same.Check(
        TestDevice.Emulator, x => [.. Both(Ops.Max(x[0], 0)), .. Both(Ops.Min(x[0], 0))], 0, Tensor.From<float>(1, 5, float.NaN, 9, float.NaN, -3));

    static Tensor[] Both((Tensor Values, Tensor Indices) both) => [both.Values, both.Indices];
}
