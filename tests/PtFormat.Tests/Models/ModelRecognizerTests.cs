using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Kernels.Graphs;
using PtFormat.Models;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Models;

/// <summary>From a file that PyTorch wrote to PyTorch's answers.</summary>
sealed class ModelRecognizerTests
{
    static IEnumerable<(string Version, string Model)> Files() =>
        from version in Manifest.Versions from model in new[] { "modelnet", "digitlstm" } select (version, model);

    static DigitModel Open((string Version, string Model) file)
    {
        using PtFile opened = PtFile.Open(DigitFixtures.ModelPath(file.Version, file.Model));
        return ModelRecognizer.Recognize(opened.StateDict());
    }

    [TestCaseSource(nameof(Files))]
    public void LogitsAreTorchs((string Version, string Model) file)
    {
        DigitModel model = Open(file);
        Tensor logits = model.Logits(DigitFixtures.Images);
        Assert.That(logits.Shape.ToString(), Is.EqualTo($"[{DigitFixtures.Count}, 10]"));
        Assert.That(logits.ToArray<float>(), Is.EqualTo(DigitFixtures.Logits(file.Model)).Within(1e-4f));
    }

    [TestCaseSource(nameof(Files))]
    public void AsManyDigitsAreRightAsInTorch((string Version, string Model) file)
    {
        float[] logits = Open(file).Logits(DigitFixtures.Images).ToArray<float>();
        long[] labels = DigitFixtures.Labels;
        int right = Enumerable.Range(0, labels.Length).Count(i => DigitFixtures.Best(logits.AsSpan(i * 10, 10)) == labels[i]);
        Assert.That(right, Is.EqualTo(DigitFixtures.Right(file.Model)));
        Assert.That(right, Is.GreaterThanOrEqualTo(0.97 * labels.Length));
    }

    [TestCaseSource(nameof(Files))]
    public void AReplayedGraphGivesTheEagerBits((string Version, string Model) file)
    {
        DigitModel model = Open(file);
        DigitImage[] images = DigitFixtures.Images[..7];
        Graph graph = model.Record(images.Length);
        Tensor input = file.Model == "modelnet" ? DigitModel.Enlarged(images) : DigitModel.Rows(images);
        Assert.That(graph.Run(input)[0].ToArray<float>(), Is.EqualTo(model.Logits(images).ToArray<float>()));
    }

    [Test]
    public void ProbabilitiesAddUpToOne()
    {
        float[] probabilities = Open(("2.14", "modelnet")).Probabilities(DigitFixtures.Images[..5]).ToArray<float>();
        for (int i = 0; i < 5; i++)
            Assert.That(probabilities[(i * 10)..((i + 1) * 10)].Sum(), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void AModelThatIsNotKnownIsToldWithWhatWasFoundAndExpected()
    {
        StateDict state = new() { ["layer.weight"] = Tensor.Zeros([2, 3]), ["epoch"] = 5 };
        Assert.That(
            () => ModelRecognizer.Recognize(state),
            Throws.ArgumentException.With.Message.Contains("2 entries: layer.weight [2, 3], epoch Int64")
                .And.Message.Contains("ModelNet (10 entries: conv1.weight [6, 3, 5, 5]").And.Message.Contains("DigitLstm (10 entries: lstm.weight_ih_l0 [256, 8]"));
    }

    [Test]
    public void AClosedFileHasGivenItsValuesToTheModel()
    {
        PtFile file = PtFile.Open(DigitFixtures.ModelPath("2.14", "modelnet"));
        DigitModel model = ModelRecognizer.Recognize(file.StateDict());
        file.Dispose();
        Assert.That(model.Logits(DigitFixtures.Images[..1]).ToArray<float>(), Is.EqualTo(DigitFixtures.Logits("modelnet")[..10]).Within(1e-4f));
    }
}
