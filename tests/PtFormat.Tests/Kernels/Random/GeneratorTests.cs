using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Distributions;

sealed class GeneratorTests
{
    [Test]
    public void AStateGoesOnWhereItWasTaken()
    {
        Generator generator = new(7);
        Ops.RandN(generator, [5]);
        Tensor state = generator.GetState();
        float[] first = Ops.RandN(generator, [5]).ToArray<float>();
        Generator other = new();
        other.SetState(state);
        Assert.That(other.InitialSeed, Is.EqualTo(7));
        Assert.That(Ops.RandN(other, [5]).ToArray<float>(), Is.EqualTo(first));
        Assert.That(other.GetState().ToArray<byte>(), Is.EqualTo(generator.GetState().ToArray<byte>()));
    }

    [Test]
    public void AWrongStateChangesNothing()
    {
        Generator generator = new(3);
        byte[] before = generator.GetState().ToArray<byte>();
        Assert.That(() => generator.SetState(Tensor.Zeros([5056], DType.UInt8)), Throws.ArgumentException.With.Message.Contains("0 words are left"));
        Assert.That(() => generator.SetState(Tensor.Zeros([16], DType.UInt8)), Throws.ArgumentException.With.Message.Contains("[16]").And.Message.Contains("[5056]"));
        Assert.That(generator.GetState().ToArray<byte>(), Is.EqualTo(before));
    }

    [Test]
    public void SeedingAnewForgetsTheKeptNumber()
    {
        Generator generator = new(1);
        float first = Ops.RandN(generator, [1]).Item<float>();
        Assert.That(Ops.RandN(generator.ManualSeed(1), [1]).Item<float>(), Is.EqualTo(first));
    }

    [Test]
    public void SeedsOfTheSystemDiffer()
    {
        Generator generator = new();
        Assert.That(generator.InitialSeed, Is.EqualTo(Generator.DefaultSeed));
        ulong seed = generator.Seed();
        Assert.That(generator.InitialSeed, Is.EqualTo(seed).And.LessThan(1UL << 53));
        Assert.That(generator.Seed(), Is.Not.EqualTo(seed));
    }

    [Test]
    [Category("Python")]
    public void PyTorchGoesOnFromOurStateAndWeFromIts()
    {
        string folder = RealTorch.NewFolder();
        try
        {
            Generator generator = new(11);
            Ops.RandN(generator, [3]);
            Ops.Rand(generator, [700]);
            string ours = Path.Combine(folder, "ours.pt"), its = Path.Combine(folder, "its.pt");
            PtFormat.Formats.PtFile.Save(ours, generator.GetState());
            RealTorch.Run("2.14", "import sys, torch; torch.set_rng_state(torch.load(sys.argv[1])); x = torch.randn(5); torch.randn(1); torch.save({'x': x, 'state': torch.get_rng_state(), 'y': torch.randn(40)}, sys.argv[2])", ours, its);
            using PtFormat.Formats.PtFile file = PtFormat.Formats.PtFile.Load(its);
            StateDict made = file.StateDict();
            Assert.That(Ops.RandN(generator, [5]).ToArray<float>(), Is.EqualTo(made.Tensor("x").ToArray<float>()));
            Generator other = new();
            other.SetState(made.Tensor("state"));
            Assert.That(Ops.RandN(other, [40]).ToArray<float>(), Is.EqualTo(made.Tensor("y").ToArray<float>()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
