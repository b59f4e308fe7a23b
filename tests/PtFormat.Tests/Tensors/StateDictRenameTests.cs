using System.Text.RegularExpressions;
using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

public class StateDictRenameTests
{
    static StateDict Net() => new Sequential([("encoder", new Sequential(new Linear(2, 3), new Relu())), ("head", new Linear(3, 1, bias: false))]).StateDict("module._orig_mod.");

    static string[] Names(StateDict? state) => [.. state!.Keys.Select(key => key.ToString())];

    [Test]
    public void PrefixesThatWrappersLeaveComeOff()
    {
        StateDict state = Net().WithoutPrefix("module.", "_orig_mod.");
        Assert.That(Names(state), Is.EqualTo(new[] { "encoder.0.weight", "encoder.0.bias", "head.weight" }));
        Assert.That(Names(state.Metadata), Is.EqualTo(new[] { "", "encoder", "encoder.0", "encoder.1", "head" }));
    }

    [Test]
    public void RulesRenameNamesAndPaths()
    {
        StateDict state = Net().WithoutPrefix("module._orig_mod.").Rename((new Regex(@"^encoder\."), "backbone.layers."), (new Regex(@"\.weight$"), ".gamma"));
        Assert.That(Names(state), Is.EqualTo(new[] { "backbone.layers.0.gamma", "backbone.layers.0.bias", "head.gamma" }));
        Assert.That(Names(state.Metadata), Is.EqualTo(new[] { "", "backbone.layers", "backbone.layers.0", "backbone.layers.1", "head" }));
        Assert.That(state.Metadata!.Get<StateDict>("backbone.layers.0").Get<long>("version"), Is.EqualTo(1));
    }

    [Test]
    public void ACallbackDropsWhatIsNotWanted()
    {
        StateDict net = Net().WithoutPrefix("module._orig_mod.");
        net[7] = "kept";
        StateDict state = net.Rename(name => name.StartsWith("head", StringComparison.Ordinal) ? null : name);
        Assert.That(Names(state), Is.EqualTo(new[] { "encoder.0.weight", "encoder.0.bias", "7" }));
        Assert.That(Names(state.Metadata), Is.EqualTo(new[] { "", "encoder", "encoder.0", "encoder.1" }));
        Assert.That(state["encoder.0.bias"], Is.SameAs(net["encoder.0.bias"]));
        Assert.That(net, Has.Count.EqualTo(4), "the old one stays as it was");
    }

    [Test]
    public void TwoNamesThatMeetAreAnError() =>
        Assert.That(
            () => Net().Rename((new Regex("weight|bias"), "value")),
            Throws.ArgumentException.With.Message.EqualTo("rename: 'module._orig_mod.encoder.0.weight' and 'module._orig_mod.encoder.0.bias' both become 'module._orig_mod.encoder.0.value'"));

    [Test]
    public void WhatHasNoMetadataGetsNone()
    {
        StateDict state = new() { IsOrdered = false, ["module.a"] = 1L, ["b"] = 2L };
        StateDict bare = state.WithoutPrefix("module.");
        Assert.That((bare.Metadata, bare.IsOrdered, string.Join(' ', Names(bare))), Is.EqualTo(((StateDict?)null, false, "a b")));
    }
}
