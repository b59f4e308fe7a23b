using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public class TransformerEncoderTests
{
    static IEnumerable<TestCaseData> Padded() =>
        from version in new[] { "1.13", "2.14" }
        from c in ComputedFile.Cases("layers", version, "padded.pt")
        select new TestCaseData(version, c).SetArgDisplayNames(version, (string)c["name"]!);

    [TestCaseSource(nameof(Padded))]
    public void PaddedSequencesAreAsInPyTorch(string version, Dictionary<string, object?> c)
    {
        string name = (string)c["name"]!;
        Tensor x = (Tensor)c["input"]!, mask = (Tensor)c["mask"]!, expected = (Tensor)c["output"]!;
        TransformerEncoder encoder = Encoder(name);
        StateDict state = new();
        foreach ((string key, object? value) in (Dictionary<string, object?>)c["state_dict"]!)
            state.Add(key, value);
        encoder.LoadStateDict(state);
        encoder.Eval();
        Tensor actual = encoder.Forward(x, null, mask);
        Assert.That(actual.Shape, Is.EqualTo(x.Shape));
        // 1.13 cuts off what no sequence reaches.
        if (expected.Shape != x.Shape)
        {
            Assert.That((version, name), Is.EqualTo(("1.13", "nothing reaches the end")));
            actual = actual.Narrow(1, 0, expected.Shape[1]);
        }
        Assert.That(Numbers(actual), Is.EqualTo(Numbers(expected)).Within(1e-5));

        Recorder recorder = new();
        Tensor recorded = encoder.Forward(recorder.Input(x.Shape, x.DType), null, recorder.Input(mask.Shape, mask.DType));
        Assert.That(recorder.Finish(recorded).Run(x, mask)[0].ToArray<float>(), Is.EqualTo(encoder.Forward(x, null, mask).ToArray<float>()));
    }

    [Test]
    public void WithoutNestedTensorsItComputesWhatAutogradSees([Values("1.13", "2.14")] string version)
    {
        LayerCase[] cases = [.. LayerCase.Load("layers", version, "TransformerEncoder").Where(c => c.Grad && LayerTable.IsPadded(c))];
        Assert.That(cases, Is.Not.Empty);
        foreach (LayerCase c in cases)
        {
            TransformerEncoder made = (TransformerEncoder)LayerTable.Rows[c.Layer].Make(c.Arguments);
            TransformerEncoder encoder = new(made.EncoderLayer!, made.NumLayers, enableNestedTensor: false);
            encoder.LoadStateDict(c.State);
            encoder.Eval();
            Assert.That(Numbers(LayerTable.Rows[c.Layer].Run(encoder, c)[0]!), Is.EqualTo(Numbers(c.Outputs[0]!)).Within(1e-5), c.ToString());
        }
    }

    [Test]
    public void AnActivationThatIsALayerIsEachLayersOwn()
    {
        Linear inner = new(2, 2);
        TransformerEncoder encoder = new(new TransformerEncoderLayer(4, 2, 3, activation: new Prelu(3, 0.1)), 2);
        Assert.That(encoder.StateDict().Keys.Select(key => key.ToString()), Does.Contain("layers.0.activation.weight").And.Contains("layers.1.activation.weight"));
        Assert.That(encoder.Layers[0].Activation.Layer, Is.TypeOf<Prelu>().And.Not.SameAs(encoder.Layers[1].Activation.Layer));
        encoder = new(new TransformerEncoderLayer(4, 2, 3, activation: new Gelu(GeluApproximation.Tanh)), 2);
        Assert.That(encoder.NamedModules().Count(named => named.Module is Gelu { Approximate: GeluApproximation.Tanh }), Is.EqualTo(2));
        Assert.That(() => new TransformerEncoder(new TransformerEncoderLayer(4, 2, 2, activation: new Sequential(inner)), 2), Throws.InvalidOperationException.With.Message.Contains("cannot be copied"));
    }

    static TransformerEncoder Encoder(string name)
    {
        ActivationFunction? activation = name switch
        {
            "gelu" => ActivationFunction.Gelu,
            "silu" => ActivationFunction.Silu,
            "relu as a layer" => new Relu(),
            _ => null,
        };
        TransformerEncoderLayer layer = new(4, name == "one head" ? 1 : 2, 2, activation: activation, batchFirst: true, normFirst: name == "norm first");
        return new(layer, 1, name == "a norm behind" ? new LayerNorm(4) : null, name != "not asked for", name != "between, unchecked");
    }

    static double[] Numbers(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();
}
