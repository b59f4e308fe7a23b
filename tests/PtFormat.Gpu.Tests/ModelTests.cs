using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Models;

namespace PtFormat.Gpu.Tests;

/// <summary>The whole networks over the 360 digits.</summary>
public sealed class ModelTests
{
    const double Tolerance = 1e-4;

    [TestCase("modelnet")]
    [TestCase("digitlstm")]
    public void EveryDigitOnPocl(string name)
    {
        GpuDevice device = TestDevice.Pocl;
        DigitModel model = DigitFixtures.Model("2.14", name);
        float[] expected = model.Logits(DigitFixtures.Images).ToArray<float>();
        string[] before = [.. device.HostOperations];
        model.To(device);
        Tensor logits = model.Logits(DigitFixtures.Images);
        Assert.That(logits.Device, Is.SameAs(device));
        AreNear(logits.ToArray<float>(), expected);
        AreNear(logits.ToArray<float>(), DigitFixtures.Logits(name));

        InferenceSession session = InferenceSession.Compile(model.Network, model.Prepare(DigitFixtures.Images[..60]));
        for (int i = 0; i < 360; i += 60)
            AreNear(session.Run(model.Prepare(DigitFixtures.Images[i..(i + 60)])).ToArray<float>(), expected.AsSpan(i * 10, 600));
        Assert.That(device.HostOperations, Is.EquivalentTo(before), "nothing of these networks goes by way of the processor");
    }

    [TestCase("modelnet")]
    [TestCase("digitlstm")]
    public void ADigitOnTheEmulator(string name)
    {
        DigitModel model = DigitFixtures.Model("2.14", name);
        float[] expected = model.Logits(DigitFixtures.Images[..2]).ToArray<float>();
        model.To(TestDevice.Emulator);
        InferenceSession session = InferenceSession.Compile(model.Network, model.Prepare(DigitFixtures.Images[..2]));
        AreNear(session.Run(model.Prepare(DigitFixtures.Images[..2])).ToArray<float>(), expected);
        Assert.That(TestDevice.TakeFaults(), Is.Zero);
    }

    [Test]
    public void DevicesDoNotMix()
    {
        Tensor here = Same.Random([2, 3]), there = here.To(TestDevice.Emulator);
        Assert.That(() => Ops.Add(here, there), Throws.InvalidOperationException.With.Message.EqualTo("add: operands are on cpu and on emulator:0: all must be on one device"));
        Assert.That(() => there.AsReadOnlySpan<float>(), Throws.InvalidOperationException.With.Message.EqualTo("the tensor is on emulator:0: its elements are in the GPU's memory: copy it with To(Device.Cpu) first"));
        Assert.That(there.Transpose(0, 1).ToArray<float>(), Is.EqualTo(here.Transpose(0, 1).ToArray<float>()), "copied out, whatever the strides");
        Assert.That(there.To(TestDevice.Emulator), Is.SameAs(there));
        Assert.That(there.To(Device.Cpu).ToArray<float>(), Is.EqualTo(here.ToArray<float>()));
    }

    [Test]
    public void AStateDictLoadsIntoAModelOnADevice()
    {
        Linear source = new(3, 2), target = new(3, 2);
        source.Initialize(new Generator(1));
        target.To(TestDevice.Emulator);
        target.LoadStateDict(source.StateDict());
        foreach ((string name, Parameter parameter) in target.NamedParameters())
        {
            Assert.That(parameter.Value.Device, Is.SameAs(TestDevice.Emulator), name);
            Assert.That(parameter.Value.ToArray<float>(), Is.EqualTo(source.NamedParameters().Single(own => own.Name == name).Parameter.Value.ToArray<float>()), name);
        }
    }

    static void AreNear(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        Assert.That(found.Length, Is.EqualTo(expected.Length));
        for (int i = 0; i < found.Length; i++)
            Assert.That(found[i], Is.EqualTo(expected[i]).Within(Tolerance * Math.Max(1, Math.Abs(expected[i]))), $"element {i}");
    }
}
