using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class EmbeddingTests
{
    static readonly Tensor Vectors = Sample.Make([4, 3]);

    [Test]
    public void KnownVectorsAreLookedUpAndStayAsTheyAre()
    {
        Embedding layer = Embedding.FromPretrained(Vectors, paddingIdx: -1);
        Assert.That((layer.NumEmbeddings, layer.EmbeddingDim, layer.PaddingIdx, layer.Freeze, layer.Weight.RequiresGrad), Is.EqualTo((4, 3, (int?)3, true, false)));
        Sample.AssertSame(layer.Forward(Tensor.From<long>([2, 0], [2, 1])), Tensor.From<float>([.. Vectors.Select(0, 2).ToArray<float>(), .. Vectors.Select(0, 0).ToArray<float>()], [2, 1, 3]));
    }

    [Test]
    public void KnownVectorsAreSummedInBags()
    {
        EmbeddingBag layer = EmbeddingBag.FromPretrained(Vectors, freeze: false, mode: "sum");
        Assert.That(layer.Weight.RequiresGrad);
        float[] first = Vectors.Select(0, 1).ToArray<float>(), second = Vectors.Select(0, 3).ToArray<float>();
        Assert.That(layer.Forward(Tensor.From<long>([1, 3], [1, 2])).ToArray<float>(), Is.EqualTo(first.Zip(second, (a, b) => a + b)).Within(1e-6));
    }

    // The cases themselves run with all others; that they shorten something is what this is about.
    [Test]
    public void AMaxNormShortensWhatIsLookedUpInTheTableItself([Values("Embedding", "EmbeddingBag")] string name, [Values("1.13", "2.14")] string version)
    {
        LayerRow row = LayerTable.Rows[name];
        LayerCase[] cases = [.. LayerCase.Load("layers", version, name).Where(c => c.Arguments.Has("max_norm") && c.StateAfter is not null)];
        Assert.That(cases, Is.Not.Empty);
        foreach (LayerCase c in cases)
            Assert.That(LayerTests.Wrong(row, c), Is.Null);
    }

    [Test]
    public void ARowThatDoesNotExistSaysSoAndNothingIsShortened()
    {
        Embedding layer = new(4, 3, maxNorm: 0.1, weight: Vectors.Clone());
        Assert.That(() => layer.Forward(Tensor.From<long>(0, 4)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("embedding: index 4 is no row of the table [4, 3]: expected 0 to 3"));
        Sample.AssertSame(layer.Weight.Value, Vectors);
    }
}
