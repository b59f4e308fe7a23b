using System.Text.Json;
using NUnit.Framework;

namespace PtFormat.Samples.Tests;

sealed class FromTorchSharpTests
{
    [Test]
    public void TheNetworkComputesWhatTorchSharpComputes()
    {
        string target = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pt");
        try
        {
            string[] lines = Sample.Run("FromTorchSharp", Repository.Path("fixtures", "torchsharp", "written", "net.dat"), target);
            using JsonDocument written = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("fixtures", "torchsharp", "written", "net.json")));
            float[] expected = written.RootElement.GetProperty("output").Deserialize<float[]>()!;
            Assert.That(JsonSerializer.Deserialize<float[]>(lines.Single()), Is.EqualTo(expected).Within(1e-6f));
        }
        finally
        {
            File.Delete(target);
        }
    }
}
