using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class CatTests
{
    [Test]
    public void PartsComeBackOut([Values(0, 1, 2, -1)] int dimension)
    {
        Tensor[] parts = [Sample.Make([2, 3, 4]), Sample.Strided(Sample.Make([2, 3, 4], seed: 2)), Sample.Make([2, 3, 4], seed: 3).Narrow(dimension, 1, 1)];
        Tensor all = Ops.Cat(parts, dimension);
        long start = 0;
        foreach (Tensor part in parts)
        {
            Sample.AssertSame(all.Narrow(dimension, start, part.Shape[dimension]), part);
            start += part.Shape[dimension];
        }
        Assert.That(all.Shape[dimension], Is.EqualTo(start));
    }

    [Test]
    public void EmptyPartsAddNothing()
    {
        Tensor x = Sample.Make([2, 3]);
        Sample.AssertSame(Ops.Cat([Sample.Make([0]), x, Sample.Make([2, 0])], 1), x);
        Assert.That(Ops.Cat([Sample.Make([0, 3]), Sample.Make([0, 3])]).Shape.ToString(), Is.EqualTo("[0, 3]"));
        Assert.That(Ops.Cat([Sample.Make([0])]).Shape.ToString(), Is.EqualTo("[0]"));
    }

    [Test]
    public void StackAddsADimension([Values(0, 1, 2, -1)] int dimension)
    {
        Tensor a = Sample.Make([2, 3]), b = Sample.Make([2, 3], seed: 2), both = Ops.Stack([a, b], dimension);
        Sample.AssertSame(both.Select(dimension, 0), a);
        Sample.AssertSame(both.Select(dimension, 1), b);
    }

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Assert.That(() => Ops.Cat([]), Throws.ArgumentException.With.Message.EqualTo("cat: no tensors were given"));
        Assert.That(() => Ops.Cat([Sample.Make([2, 3]), Sample.Make([2, 4])]), Throws.ArgumentException.With.Message.EqualTo("cat: [2, 4] and [2, 3] differ in more than dimension 0"));
        Assert.That(() => Ops.Stack([Sample.Make([2, 3]), Sample.Make([2, 4])]), Throws.ArgumentException.With.Message.EqualTo("stack: [2, 4] and [2, 3] differ"));
    }
}
