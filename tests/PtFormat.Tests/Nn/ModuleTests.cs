using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public class ModuleTests
{
    [Test]
    public void TrainAndEvalReachEveryModule()
    {
        Net net = new();
        Module[] all = [net, .. net.Children.Select(child => child.Module)];
        Assert.That(all.Select(module => module.Training), Is.All.True);
        net.Eval();
        Assert.That(all.Select(module => module.Training), Is.All.False);
        net.Train();
        Assert.That(all.Select(module => module.Training), Is.All.True);
    }

    [Test]
    public void ChildrenAndParametersComeInTheOrderOfTheConstructor()
    {
        Net net = new();
        Assert.That(net.Children.Select(child => child.Name), Is.EqualTo(new[] { "features", "head", "again" }));
        Assert.That(net.NamedParameters().Select(p => p.Name), Is.EqualTo(new[] { "scale", "features.0.weight", "features.0.bias", "head.weight" }));
        Assert.That(net.Parameters().Count(), Is.EqualTo(4));
    }

    [Test]
    public void TiedWeightsAreOneSlot()
    {
        Net net = new();
        net.Head.Weight.Value = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
        Assert.That(net.Again.Weight.Value, Is.SameAs(net.Head.Weight.Value));
        Assert.That(net.StateDict().Tensor("again.weight").Storage, Is.SameAs(net.StateDict().Tensor("head.weight").Storage));
    }

    [Test]
    public void NamesAreCheckedOnceTheyAreSaid()
    {
        Assert.That(() => new Named("a", "a"), Throws.ArgumentException.With.Message.Contains("already"));
        Assert.That(() => new Named("a.b", "a"), Throws.ArgumentException.With.Message.Contains("no dot"));
        Assert.That(() => new Named("", "a"), Throws.ArgumentException);
    }

    [Test]
    public void AnAbsentParameterSaysSo()
    {
        Parameter bias = new Linear(2, 3, bias: false).Bias;
        Assert.That((bias.IsPresent, bias.ValueOrNull, bias.ToString()), Is.EqualTo((false, (Tensor?)null, "none")));
        Assert.That(() => bias.Value, Throws.InvalidOperationException.With.Message.Contains("not present"));
        Assert.That(() => bias.Value = Tensor.Zeros([3]), Throws.InvalidOperationException);
    }

    [Test]
    public void AParameterKeepsItsShape() =>
        Assert.That(() => new Linear(2, 3).Weight.Value = Tensor.Zeros([2, 3]), Throws.ArgumentException.With.Message.EqualTo("a parameter of shape [3, 2] cannot hold float32 [2, 3]"));

    /// <summary>A parameter of its own, a nested child, a layer without bias and one that shares its weight.</summary>
    internal sealed class Net : Module
    {
        public Net()
        {
            Head = new Linear(2, 2, bias: false);
            Again = new Linear(Head.Weight, bias: false);
            Child("features", new Sequential(new Conv2d(1, 2, 3), new Relu()));
            Child("head", Head);
            Child("again", Again);
            Scale = Parameter("scale", []);
        }

        public Parameter Scale { get; }

        public Linear Head { get; }

        public Linear Again { get; }
    }

    sealed class Named : Module
    {
        public Named(string parameter, string child)
        {
            Parameter(parameter, [1]);
            Child(child, new Relu());
        }
    }
}
