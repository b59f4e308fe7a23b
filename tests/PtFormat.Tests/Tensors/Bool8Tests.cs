using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class Bool8Tests
{
    [Test]
    public void AnyByteButZeroIsTrue()
    {
        for (int bits = 0; bits < 256; bits++)
        {
            Bool8 value = new((byte)bits);
            Assert.That((bool)value, Is.EqualTo(bits != 0));
            Assert.That(value, Is.EqualTo((Bool8)(bits != 0)));
            Assert.That(value == (Bool8)true, Is.EqualTo(bits != 0));
            Assert.That(value.GetHashCode(), Is.EqualTo(((Bool8)(bits != 0)).GetHashCode()));
        }
        Assert.That(((Bool8)true).Bits, Is.EqualTo(1));
        Assert.That(new Bool8(7).ToString(), Is.EqualTo("True"));
        Assert.That(new Bool8(0).ToString(), Is.EqualTo("False"));
    }
}
