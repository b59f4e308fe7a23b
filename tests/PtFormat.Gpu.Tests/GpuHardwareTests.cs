using NUnit.Framework;
using PtFormat.Kernels.Gpu;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Models;

namespace PtFormat.Gpu.Tests;

/// <summary>The networks on a real GPU, where one works.</summary>
[Category("Gpu")]
public sealed class GpuHardwareTests
{
    [TestCase("modelnet")]
    [TestCase("digitlstm")]
    public void EveryDigit(string name)
    {
        if (!GpuDevice.TryOpen(out GpuDevice? device, out string reason))
            Assert.Ignore(reason);
        using (device)
        {
            DigitModel model = DigitFixtures.Model("2.14", name);
            float[] expected = model.Logits(DigitFixtures.Images).ToArray<float>();
            model.To(device!);
            InferenceSession session = InferenceSession.Compile(model.Network, model.Prepare(DigitFixtures.Images));
            // The second run is captured and the third replayed.
            for (int run = 0; run < 3; run++)
                Assert.That(session.Run(model.Prepare(DigitFixtures.Images)).ToArray<float>(), Is.EqualTo(expected).Within(1e-4));
            TestContext.Out.WriteLine(reason);
        }
    }

    [Test]
    public void TheGuidesExampleRuns()
    {
        if (!GpuDevice.TryOpen(out GpuDevice? found, out string reason))
            Assert.Ignore(reason);
        found?.Dispose();
        ModelNet model = new();
        model.Eval();
        Tensor image = Tensor.Zeros([1, 3, 32, 32]);
        using GpuDevice device = GpuDevice.Open();          // or TryOpen(out device, out reason)
        model.To(device);
        InferenceSession session = InferenceSession.Compile(model, image.To(device));
        Tensor logits = session.Run(image.To(device)).To(Device.Cpu);
        Assert.That(logits.Shape, Is.EqualTo(Shape.Create([1, 10])));
    }
}
