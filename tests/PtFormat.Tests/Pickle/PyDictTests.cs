using System.Numerics;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PyDictTests
{
    [TestCase(0)]
    [TestCase(20)]
    public void KeysAreEqualAsInPython(int others)
    {
        PyDict dict = new();
        for (int i = 0; i < others; i++)
            dict.Set(new PyString($"other {i}"), PyNone.Instance);
        PyInt one = new(1);
        Assert.That(dict.Set(one, new PyInt(10)), Is.False);
        Assert.That(dict.Set(new PyFloat(1.0), new PyInt(11)), Is.True);
        Assert.That(dict.Set(PyBool.True, new PyInt(12)), Is.True);
        Assert.That(dict.Count, Is.EqualTo(others + 1));
        Assert.That(dict.Entries[others].Key, Is.SameAs(one));
        Assert.That(((PyInt)dict[one]).Value, Is.EqualTo(new BigInteger(12)));
        Assert.That(dict.Set(new PyFloat(-0.0), PyNone.Instance) | !dict.Set(new PyInt(0), PyNone.Instance), Is.False);
        Assert.That(dict.Set(new PyFloat(1e300), PyNone.Instance) | !dict.Set(new PyInt(new BigInteger(1e300)), PyNone.Instance), Is.False);
        Assert.That(dict.Set(new PyFloat(double.NaN), PyNone.Instance) | dict.Set(new PyFloat(double.NaN), PyNone.Instance), Is.False);
        Assert.That(dict.Set(new PyTuple(one, new PyString("a")), PyNone.Instance) | !dict.Set(new PyTuple(PyBool.True, new PyString("a")), PyNone.Instance), Is.False);
        Assert.That(dict.Set(new PyString("b"), PyNone.Instance) | dict.Set(new PyBytes("b"u8.ToArray()), PyNone.Instance), Is.False);
        PyGlobal global = new("m", "C");
        Assert.That(dict.Set(global, PyNone.Instance) | dict.Set(new PyGlobal("m", "C"), PyNone.Instance) | !dict.Set(global, PyNone.Instance), Is.False);
        Assert.That(dict.TryGet("b", out _), Is.True);
        Assert.That(dict.TryGet(new PyList(), out _), Is.False);
    }

    [Test]
    public void TooLargeTuplesAreNoKeys()
    {
        PickleValue tuple = new PyTuple();
        for (int i = 0; i < 20; i++)
            tuple = new PyTuple(tuple, tuple);
        Assert.That(() => new PyDict().Set(tuple, PyNone.Instance), Throws.InstanceOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.LimitExceeded));
    }
}
