using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class NodeNumbersTests
{
    [TestCase(0)]
    [TestCase(100)]
    [TestCase(5000)]
    public void NodesAreFoundByIdentityUnderTheNumbersThatTheyWereGiven(int expected)
    {
        PyString[] nodes = [.. Enumerable.Range(0, 5000).Select(_ => new PyString("a"))];
        NodeNumbers numbers = new();
        numbers.Expect(expected);
        foreach (PyString node in nodes)
            Assert.That(numbers.Add(node));
        Assert.That(numbers.Add(nodes[7]), Is.False);
        Assert.That(numbers.Count, Is.EqualTo(nodes.Length));
        Assert.That(nodes.Select(numbers.Find), Is.EqualTo(Enumerable.Range(0, nodes.Length)));
        Assert.That(numbers.Find(new PyString("a")), Is.EqualTo(-1));
        Assert.That(numbers[42], Is.SameAs(nodes[42]));
    }

    [Test]
    public void ASkippedNumberIsNobodys()
    {
        NodeNumbers numbers = new();
        PyList first = new(), second = new();
        numbers.Add(first);
        numbers.Skip();
        numbers.Skip();
        numbers.Add(second);
        Assert.That((numbers.Find(first), numbers.Find(second), numbers.Count), Is.EqualTo((0, 3, 4)));
    }

    [Test]
    public void WhatIsGivenBackIsEmptyAndGoesOn()
    {
        NodeNumbers numbers = new();
        PyList node = new();
        numbers.Add(new PyList());
        numbers.Skip();
        numbers.Return();
        Assert.That((numbers.Count, numbers.Find(node)), Is.EqualTo((0, -1)));
        Assert.That(numbers.Add(node));
        Assert.That(numbers.Find(node), Is.Zero);
    }
}
