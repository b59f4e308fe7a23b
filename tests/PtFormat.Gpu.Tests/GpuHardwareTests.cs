using NUnit.Framework;
using PtFormat.Kernels.Gpu;
using PtFormat.Models;
using PtFormat.Nn;
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
}
