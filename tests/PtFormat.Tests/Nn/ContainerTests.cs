using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>ModuleList, ModuleDict, ParameterList and ParameterDict, in a module as users write it.</summary>
public class ContainerTests
{
    sealed class Branches : Module
    {
        public Branches()
        {
            Layers = Child("layers", new ModuleList<Linear>(new Linear(2, 3), new Linear(3, 2, bias: false)));
            Heads = Child("heads", new ModuleDict<Layer>(("small", new Linear(2, 1)), ("plain", new Relu())));
            Scales = Child("scales", new ParameterList(Tensor.From<float>(1, 2), Tensor.From<float>(3)));
            Shifts = Child("shifts", new ParameterDict(("b", Tensor.From<float>(4)), ("a", Tensor.From<float>(5))));
        }

        public ModuleList<Linear> Layers { get; }

        public ModuleDict<Layer> Heads { get; }

        public ParameterList Scales { get; }

        public ParameterDict Shifts { get; }

        public Tensor Forward(Tensor x, string head)
        {
            foreach (Linear layer in Layers)
                x = layer.Forward(x);
            return Ops.Add(Heads[head].Forward(Ops.Mul(x, Scales[0].Value)), Shifts["b"].Value);
        }
    }

    [Test]
    public void NamesAreThoseOfTheirPlaces() =>
        Assert.That(new Branches().StateDict().Keys.Select(key => key.ToString()), Is.EqualTo(new[]
        {
            "layers.0.weight", "layers.0.bias", "layers.1.weight", "heads.small.weight", "heads.small.bias", "scales.0", "scales.1", "shifts.b", "shifts.a",
        }));

    [Test]
    public void WhatIsInThemRuns()
    {
        Branches branches = new();
        Assert.That(branches.Forward(Tensor.Zeros([5, 2]), "small").ToArray<float>(), Is.EqualTo(new float[] { 4, 4, 4, 4, 4 }));
        Assert.That(branches.NamedModules().Select(named => named.Name), Is.EqualTo(new[] { "", "layers", "layers.0", "layers.1", "heads", "heads.small", "heads.plain", "scales", "shifts" }));
        Assert.That((branches.Layers.Count, branches.Heads.Count, branches.Scales.Count, branches.Shifts.Count), Is.EqualTo((2, 2, 2, 2)));
        Assert.That((branches.Layers[-1].OutFeatures, branches.Scales[-1].Value.Item<float>(), branches.Shifts["a"].Value.Item<float>()), Is.EqualTo((2, 3f, 5f)));
    }

    [Test]
    public void WhatIsAddedIsListed()
    {
        Branches branches = new();
        branches.Layers.Append(new Linear(2, 2, bias: false));
        branches.Heads.Add("wide", new Linear(2, 9, bias: false));
        branches.Scales.Append(branches.Scales[0]);
        branches.Shifts.Add("c", branches.Scales[1]);
        Assert.That(
            branches.StateDict().Keys.Select(key => key.ToString()), Is.SupersetOf(new[] { "layers.2.weight", "heads.wide.weight", "scales.2", "shifts.c" }));
        Assert.That(branches.Parameters().Count(), Is.EqualTo(11), "shared slots count once");
    }

    [Test]
    public void BadNamesSaySo()
    {
        Branches branches = new();
        Assert.That(() => branches.Heads["big"], Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("the dictionary has no module 'big': it has small, plain"));
        Assert.That(() => branches.Shifts["x"], Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("the dictionary has no parameter 'x': it has b, a"));
        Assert.That(() => branches.Heads.Add("small", new Relu()), Throws.ArgumentException);
        Assert.That(() => branches.Shifts.Add("a.b", Tensor.Zeros([1])), Throws.ArgumentException);
        Assert.That(() => branches.Layers[2], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
