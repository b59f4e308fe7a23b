using NUnit.Framework;
using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

public class OneOrMoreTests
{
    [Test]
    public void OneValueIsNoTupleOfOne()
    {
        OneOrMore<int> one = 2, tuple = new([2]);
        Assert.That((one.IsOne, tuple.IsOne, one == tuple), Is.EqualTo((true, false, false)));
        Assert.That((one.ToString(), tuple.ToString()), Is.EqualTo(("2", "(2,)")));
        Assert.That(one, Is.EqualTo((OneOrMore<int>)2));
        Assert.That(one.For("layer", "size", 3), Is.EqualTo(new[] { 2, 2, 2 }));
        Assert.That(() => tuple.For("layer", "size", 3), Throws.ArgumentException.With.Message.StartsWith("layer: size is (2,), one value or 3 were needed"));
    }

    [Test]
    public void TuplesKeepTheirValues()
    {
        OneOrMore<int?> sizes = (null, 3);
        Assert.That(sizes, Is.EqualTo(new int?[] { null, 3 }));
        Assert.That(sizes.ToString(), Is.EqualTo("(None, 3)"));
        OneOrMore<double> factors = (1.5, 2, 3);
        Assert.That(factors.ToString(), Is.EqualTo("(1.5, 2, 3)"));
        Assert.That(((OneOrMore<int>)(1, 2, 3, 4)).Count + ((OneOrMore<int>)(1, 2, 3, 4, 5, 6)).Count, Is.EqualTo(10));
        Assert.That(default(OneOrMore<int>).Count, Is.Zero);
    }

    [Test]
    public void PaddingIsSizesOrAWord()
    {
        Assert.That(default(Padding).Sizes, Is.EqualTo((OneOrMore<int>)0));
        Assert.That(((Padding)(1, 2)).ToString(), Is.EqualTo("(1, 2)"));
        Assert.That((Padding.Same.ToString(), Padding.Valid.ToString()), Is.EqualTo(("same", "valid")));
        Assert.That(Padding.Same, Is.Not.EqualTo(Padding.Valid).And.Not.EqualTo(default(Padding)));
        Assert.That((Padding)3, Is.EqualTo((Padding)(1 + 2)).And.Not.EqualTo((Padding)(3, 3)));
    }
}
