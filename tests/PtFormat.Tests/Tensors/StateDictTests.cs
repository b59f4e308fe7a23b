using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class StateDictTests
{
    [Test]
    public void KeysKeepTheirOrder()
    {
        StateDict state = new() { { "z", 1L }, { "a", 2L }, { 7, 3L } };
        state["z"] = 10;
        state["b"] = 4;
        Assert.That(state.Keys.Select(k => k.ToString()), Is.EqualTo(new[] { "z", "a", "7", "b" }));
        Assert.That(state.Select(item => item.Value), Is.EqualTo(new object[] { 10L, 2L, 3L, 4L }), "an int becomes a long");
        Assert.That(state, Has.Count.EqualTo(4));
    }

    [Test]
    public void NumbersAndTextAreDifferentKeys()
    {
        StateDict state = new() { { 0, "number" }, { "0", "text" }, { "", "empty" } };
        Assert.That(state[0], Is.EqualTo("number"));
        Assert.That(state["0"], Is.EqualTo("text"));
        Assert.That(state[""], Is.EqualTo("empty"));
        Assert.That(default(StateKey), Is.EqualTo((StateKey)0));
        Assert.That(() => state.Add("0", null), Throws.ArgumentException);
        Assert.That(state.ContainsKey(1), Is.False);
    }

    [Test]
    public void AMissingKeyNamesTheNearest()
    {
        StateDict state = new() { { "conv1.weight", 1L }, { "conv1.bias", 2L }, { 3, null } };
        Assert.That(() => state["conv1.weigth"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'conv1.weight'").And.Message.Contains("3 keys"));
        Assert.That(() => state["entirely.else"], Throws.TypeOf<KeyNotFoundException>().With.Message.Not.Contains("nearest"));
        Assert.That(() => state[4], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'4'"));
        Assert.That(StateDict.Nearest("abc", ["abd", "abc", "xyz"]), Is.EqualTo("abc"));
        Assert.That(StateDict.Nearest("abc", []), Is.Null);
    }

    [Test]
    public void ValuesAreOfTheTypesThatAFileHolds()
    {
        StateDict state = [];
        Assert.That(() => state["x"] = DateTime.UnixEpoch, Throws.ArgumentException.With.Message.Contains("DateTime"));
        Assert.That(() => new TupleValue(new object()), Throws.ArgumentException);
        state["f"] = 1.5f;
        state["l"] = new List<object?> { 1L };
        state["t"] = new TupleValue(1, "a", null);
        Assert.That(state.Get<double>("f"), Is.EqualTo(1.5));
        Assert.That(state.Get<TupleValue>("t"), Is.EqualTo(new object?[] { 1L, "a", null }));
        Assert.That(() => state.Tensor("f"), Throws.TypeOf<InvalidCastException>().With.Message.Contains("'f'").And.Message.Contains("Double"));
    }

    [Test]
    public void TensorsAreThoseDirectlyInside()
    {
        StateDict state = new() { { "w", Tensor.Zeros([2]) }, { "n", 1L }, { "nested", new StateDict { { "v", Tensor.Zeros([3]) } } } };
        Assert.That(state.Tensors().Select(t => t.Key), Is.EqualTo(new[] { "w" }));
        Assert.That(state.Tensor("w").Shape.ToString(), Is.EqualTo("[2]"));
    }

    [Test]
    public void TuplesCompareByReference()
    {
        TupleValue one = new(1L), other = new(1L);
        Assert.That(one.Equals(other), Is.False);
    }
}
