using CsCheck;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleTreeTests
{
    static readonly Gen<PickleValue> Leaf = Gen.OneOf(
        Gen.Const<PickleValue>(PyNone.Instance),
        Gen.Bool.Select(PickleValue (value) => PyBool.Of(value)),
        Gen.Long.Select(PickleValue (value) => new PyInt(value)),
        Gen.Double.Select(PickleValue (value) => new PyFloat(value)),
        Gen.String.Select(PickleValue (value) => new PyString(value)),
        Gen.Byte.Array.Select(PickleValue (value) => new PyBytes(value)),
        Gen.Byte.Array.Select(PickleValue (value) => new PyByteArray(value)));

    static readonly Gen<PickleValue> Tree = Gen.Recursive<PickleValue>((depth, child) => depth > 3 ? Leaf : Gen.OneOf(
        Leaf,
        child.Array[0, 5].Select(PickleValue (items) => new PyTuple(items)),
        child.Array[0, 5].Select(PickleValue (items) => new PyList([.. items, .. items])),
        Gen.Select(Gen.String, child).Array[0, 5].Select(PickleValue (pairs) => Dict(pairs)),
        Gen.String.Array[0, 5].Select(PickleValue (items) => new PySet(items.Select(item => new PyString(item)))),
        Gen.String.Array[0, 5].Select(PickleValue (items) => new PyFrozenSet(items.Select(item => new PyString(item)))),
        Gen.Select(child, child).Select(PickleValue (pair) => Made(pair.Item1, pair.Item2))));

    [Test]
    public void WhatIsWrittenReadsBackToTheSameBytes() => Gen.Select(Tree, Gen.Int[0, 5]).Sample((tree, protocol) =>
    {
        byte[] once = PickleWriterTests.Write(tree, protocol);
        byte[] twice = PickleWriterTests.Write(PickleVm.Run(once), protocol);
        return once.AsSpan().SequenceEqual(twice);
    }, iter: 2_000, seed: "0000000000000001", threads: 1);

    static PyDict Dict((string Key, PickleValue Value)[] pairs)
    {
        PyDict dict = new();
        foreach ((string key, PickleValue value) in pairs)
            dict.Set(new PyString(key), value);
        return dict;
    }

    static PyObject Made(PickleValue argument, PickleValue state)
    {
        PyObject made = new(PyObjectForm.Reduce, new PyGlobal("m", "C"), new PyTuple(argument));
        made.Add(new(PickleEffectKind.Append, null, argument));
        made.Add(new(PickleEffectKind.SetItem, argument, state));
        made.Add(new(PickleEffectKind.Build, null, state));
        return made;
    }
}
