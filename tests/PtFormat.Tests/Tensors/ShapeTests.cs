using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class ShapeTests
{
    [Test]
    public void SizesCountFromBothEnds()
    {
        Shape shape = [2, 3, 5];
        Assert.That(shape.Rank, Is.EqualTo(3));
        Assert.That(shape[0], Is.EqualTo(2));
        Assert.That(shape[-1], Is.EqualTo(5));
        Assert.That(() => shape[3], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => shape[-4], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(shape.ElementCount, Is.EqualTo(30));
        Assert.That(shape.ToString(), Is.EqualTo("[2, 3, 5]"));
    }

    [Test]
    public void AScalarHasOneElementAndNoDimension()
    {
        Shape scalar = [];
        Assert.That(scalar.ElementCount, Is.EqualTo(1));
        Assert.That(scalar.ToString(), Is.EqualTo("[]"));
        Assert.That(scalar, Is.EqualTo(default(Shape)), "default is the scalar too");
        Assert.That(default(Shape).GetHashCode(), Is.EqualTo(scalar.GetHashCode()));
        Assert.That(default(Shape).ToArray(), Is.Empty);
        Assert.That(() => scalar[0], Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void EqualityIsByValue()
    {
        Shape one = [2, 3], same = [2, 3], other = [3, 2];
        Assert.That(one == same);
        Assert.That(one != other);
        Assert.That(one.Equals((object)same));
        Assert.That(one.GetHashCode(), Is.EqualTo(same.GetHashCode()));
    }

    [Test]
    public void ImpossibleSizesAreRefused()
    {
        Assert.That(() => Shape.Create([-1]), Throws.ArgumentException.With.Message.Contains("[-1]"));
        Assert.That(() => Shape.Create([long.MaxValue, 2]), Throws.ArgumentException);
        Assert.That(() => Shape.Create([1L << 32, 1L << 32, 1L << 32, 1L << 32, 1L << 32]), Throws.ArgumentException, "the product must not wrap around");
        Assert.That(Shape.Create([long.MaxValue]).ElementCount, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void AZeroMakesTheCountZeroBesideAnySize()
    {
        Assert.That(Shape.Create([long.MaxValue, 0]).ElementCount, Is.Zero);
        Assert.That(Shape.Create([0, long.MaxValue]).ElementCount, Is.Zero);
        Assert.That(() => Shape.Create([long.MaxValue, 0, long.MaxValue]), Throws.ArgumentException);
    }

    [Test]
    public void AShapeDoesNotSeeLaterChangesOfItsSource()
    {
        long[] sizes = [2, 3];
        Shape shape = Shape.Create(sizes);
        sizes[0] = 7;
        Assert.That(shape[0], Is.EqualTo(2));
    }
}
