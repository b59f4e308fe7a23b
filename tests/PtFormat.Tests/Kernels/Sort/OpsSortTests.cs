using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Sort;

sealed class OpsSortTests
{
    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Operations = new()
    {
        ["sort"] = c => Both(Ops.Sort(c.X, c.Argument(-1, "dim", -1), c.Argument(-1, "descending", false))),
        ["argsort"] = c => [Ops.ArgSort(c.X, c.Argument(-1, "dim", -1), c.Argument(-1, "descending", false))],
        ["topk"] = c => Both(Ops.TopK(c.X, (long)c.Inputs[1]!, c.Argument(-1, "dim", -1), c.Argument(-1, "largest", true))),
        ["unique"] = c => c.Has("dim") ? null : Wanted(c, Ops.Unique(c.X)),
    };

    [Test]
    public void SortingIsAsInPyTorch() => OpFixture.Check("sorting", Operations);

    [Test]
    public void StridedOperandsSortAlike()
    {
        Tensor x = Sample.Make([5, 7, 3]);
        for (int dimension = 0; dimension < 3; dimension++)
            Sample.AssertSame(Ops.Sort(Sample.Strided(x), dimension).Values, Ops.Sort(x, dimension).Values);
    }

    [Test]
    public void UnsignedNumbersSortByTheirSize() => Assert.That(
        Ops.Sort(Tensor.From<ulong>(ulong.MaxValue, 0, 1UL << 63, 5)).Values.ToArray<ulong>(), Is.EqualTo(new ulong[] { 0, 5, 1UL << 63, ulong.MaxValue }));

    static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    static Tensor[] Wanted(OpCase c, (Tensor Values, Tensor Inverse, Tensor Counts) found)
    {
        List<Tensor> wanted = [found.Values];
        if (c.Argument(-1, "return_inverse", false))
            wanted.Add(found.Inverse);
        if (c.Argument(-1, "return_counts", false))
            wanted.Add(found.Counts);
        return [.. wanted];
    }
}
