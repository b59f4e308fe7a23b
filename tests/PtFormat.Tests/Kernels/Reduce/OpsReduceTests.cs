using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Reduce;

sealed class OpsReduceTests
{
    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Operations = new()
    {
        ["sum"] = c => [Ops.Sum(c.X, c.Dimensions(-1, "dim"), Keep(c), c.DType())],
        ["mean"] = c => [Ops.Mean(c.X, c.Dimensions(-1, "dim"), Keep(c), c.DType())],
        ["prod"] = c => [Ops.Prod(c.X, One(c), Keep(c), c.DType())],
        ["any"] = c => [Ops.Any(c.X, c.Dimensions(-1, "dim"), Keep(c))],
        ["all"] = c => [Ops.All(c.X, c.Dimensions(-1, "dim"), Keep(c))],
        ["amin"] = c => [Ops.Amin(c.X, c.Dimensions(-1, "dim"), Keep(c))],
        ["amax"] = c => [Ops.Amax(c.X, c.Dimensions(-1, "dim"), Keep(c))],
        ["min"] = c => One(c) is { } dimension ? Both(Ops.Min(c.X, dimension, Keep(c))) : [Ops.Amin(c.X)],
        ["max"] = c => One(c) is { } dimension ? Both(Ops.Max(c.X, dimension, Keep(c))) : [Ops.Amax(c.X)],
        ["argmin"] = c => [Ops.ArgMin(c.X, One(c), Keep(c))],
        ["argmax"] = c => [Ops.ArgMax(c.X, One(c), Keep(c))],
        ["std"] = c => [Ops.Std(c.X, c.Dimensions(-1, "dim"), Correction(c), Keep(c))],
        ["var"] = c => [Ops.Var(c.X, c.Dimensions(-1, "dim"), Correction(c), Keep(c))],
        ["logsumexp"] = c => [Ops.LogSumExp(c.X, c.Dimensions(-1, "dim"), Keep(c))],
        ["norm"] = c => [Ops.Norm(c.X, c.Argument(-1, "p") is "fro" ? 2 : c.Argument(-1, "p", 2.0), c.Dimensions(-1, "dim"), Keep(c))],
        ["cumsum"] = c => [Ops.CumSum(c.X, One(c)!.Value, c.DType())],
        ["cumprod"] = c => [Ops.CumProd(c.X, One(c)!.Value, c.DType())],
        ["softmax"] = c => c.X.DType is DType.Float32 or DType.Float64 ? [Ops.Softmax(c.X, One(c)!.Value)] : null,
        ["log_softmax"] = c => c.X.DType is DType.Float32 or DType.Float64 ? [Ops.LogSoftmax(c.X, One(c)!.Value)] : null,
    };

    [Test]
    public void ReductionsAreAsInPyTorch() => OpFixture.Check("reductions", Operations, Deviates);

    [Test]
    public void StridedOperandsReduceAlike()
    {
        Tensor x = Sample.Make([3, 4, 5]), strided = Sample.Strided(x);
        foreach (int[] dimensions in (int[][])[[], [0], [1], [2], [0, 2], [-1, -2]])
            Sample.AssertSame(Ops.Sum(strided, dimensions), Ops.Sum(x, dimensions));
        Sample.AssertSame(Ops.CumSum(strided, 1), Ops.CumSum(x, 1));
        Sample.AssertSame(Ops.CumSum(strided, 0), Ops.CumSum(x, 0));
    }

    [Test]
    public void LongSumsStayExact()
    {
        const int count = 3_000_001;
        Tensor x = Tensor.From<float>([.. Enumerable.Range(0, count).Select(i => 0.1f + i % 7)]);
        double expected = x.ToArray<float>().Sum(v => (double)v);
        Assert.That(Ops.Sum(x).Item<float>(), Is.EqualTo((float)expected).Within(1e-7 * expected));
    }

    [Test]
    public void BadDimensionsSaySo()
    {
        Assert.That(() => Ops.Sum(Sample.Make([2, 3]), [1, -1]), Throws.ArgumentException.With.Message.EqualTo("sum: dimension -1 of [2, 3] is named twice"));
        Assert.That(() => Ops.Max(Sample.Make([2, 0]), 1), Throws.ArgumentException.With.Message.Contains("dimension 1 of [2, 0] has no elements"));
    }

    // Of complex numbers only sums, means, products and norms are here; products of bfloat16 are rounded once, in PyTorch often.
    static bool Deviates(OpCase c) =>
        c.X.DType == DType.Complex64 && c.Operation is "std" or "var" or "logsumexp" || c.X.DType == DType.BFloat16 && c.Operation == "prod";

    static bool Keep(OpCase c) => c.Argument(-1, "keepdim", false);

    static int? One(OpCase c) => c.Has("dim") && c.Argument(-1, "dim") is { } ? c.Argument(-1, "dim", 0) : null;

    static double Correction(OpCase c) => c.Has("correction") ? c.Argument(-1, "correction", 1.0) : c.Argument(-1, "unbiased", true) ? 1 : 0;

    static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
