using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class CopyTests
{
    [Test]
    public void AStridedTensorBecomesDense()
    {
        Tensor x = Sample.Make([3, 4, 5]), strided = Sample.Strided(x), copy = Ops.Copy(strided);
        Assert.That((strided.IsDense, copy.IsDense), Is.EqualTo((false, true)));
        Sample.AssertSame(copy, x);
    }

    [Test]
    public void EveryDTypeIsCopied()
    {
        foreach (DType dtype in DTypes.All)
            Assert.That(Ops.Copy(Tensor.Zeros([2, 3], dtype).Transpose(0, 1)).ToString(), Is.EqualTo($"{dtype.Name()} [3, 2]"));
    }

    [Test]
    public void ReshapeIsAViewWherePossible()
    {
        Tensor x = Sample.Make([2, 3, 4]);
        Assert.That(Ops.Reshape(x, 6, -1).Storage, Is.SameAs(x.Storage));
        Assert.That(Ops.Reshape(x.Transpose(0, 2), 12, 2).Storage, Is.Not.SameAs(x.Storage));
        Sample.AssertSame(Ops.Reshape(x.Transpose(0, 2), 12, 2), x.Transpose(0, 2).Clone().View(12, 2));
    }

    [Test]
    public void FlattenMergesARange()
    {
        Tensor x = Sample.Make([2, 3, 4, 5]);
        Assert.That(Ops.Flatten(x).Shape.ToString(), Is.EqualTo("[120]"));
        Assert.That(Ops.Flatten(x, 1).Shape.ToString(), Is.EqualTo("[2, 60]"));
        Assert.That(Ops.Flatten(x, 1, 2).Shape.ToString(), Is.EqualTo("[2, 12, 5]"));
        Assert.That(Ops.Flatten(Sample.Make([0, 3, 4]), 1).Shape.ToString(), Is.EqualTo("[0, 12]"));
        Assert.That(Ops.Flatten(Sample.Make([])).Shape.ToString(), Is.EqualTo("[1]"));
        Assert.That(() => Ops.Flatten(x, 2, 1), Throws.ArgumentException.With.Message.EqualTo("flatten: dimension 2 of [2, 3, 4, 5] comes after dimension 1"));
    }
}
