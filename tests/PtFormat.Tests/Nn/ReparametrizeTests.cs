using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

/// <summary>weight_norm and spectral_norm, old and new: every case of fixtures/layers/*/wrapped.pt, and taking them off again.</summary>
public class ReparametrizeTests
{
    [Test]
    public void WrappedLayersComputeWhatPyTorchComputes([Values("1.13", "2.14")] string version)
    {
        LayerCase[] cases = LayerCase.Load("layers", version, "wrapped");
        Assert.That(cases, Is.Not.Empty);
        List<string> wrong = [];
        foreach (LayerCase c in cases)
        {
            LayerRow row = LayerTable.Rows[c.Layer];
            var wrap = (Dictionary<string, object?>)c["wrap"]!;
            // A search that has come to its end changes nothing any more, but that is not known before.
            bool searches = c.Train && ((string)wrap["function"]!).EndsWith("spectral_norm", StringComparison.Ordinal) && c.State.Keys.Any(key => key.ToString().EndsWith("_u", StringComparison.Ordinal));
            if (LayerTests.Wrong(row with { Make = a => Wrapped(row.Make(a), wrap), RefusesToRecord = _ => searches }, c) is { } difference)
                wrong.Add($"{c}: {difference}");
        }
        Assert.That(wrong, Is.Empty, () => $"{wrong.Count} of {cases.Length}\n{string.Join("\n", wrong)}");
    }

    /// <summary>The module after a function of torch.nn.utils, as a case names it.</summary>
    internal static Module Wrapped(Module module, Dictionary<string, object?> wrap, PtFormat.Kernels.Generator? generator = null)
    {
        Arguments arguments = new((Dictionary<string, object?>)wrap["arguments"]!);
        string function = ((string)wrap["function"]!)["torch.nn.utils.".Length..], name = arguments.Text("name") ?? "weight";
        bool parametrized = function.StartsWith("parametrizations.", StringComparison.Ordinal);
        if (function.EndsWith("weight_norm", StringComparison.Ordinal))
            module.WeightNorm(name, arguments.IsGiven("dim") ? arguments.IntOrNull("dim") : 0, parametrized);
        else if (!function.EndsWith("spectral_norm", StringComparison.Ordinal))
            throw new NotSupportedException(function);
        else
            module.SpectralNorm(name, arguments.Int("n_power_iterations", 1), arguments.Double("eps", 1e-12), arguments.IntOrNull("dim"), parametrized, generator);
        Assert.That(arguments.Unread, Is.Empty);
        return module;
    }

    [Test]
    public void AWrappedParameterKeepsItsValueUntilOthersAreLoaded([Values] bool parametrized, [Values(0, 1, null)] int? dim)
    {
        Linear layer = new(3, 2);
        Sample.Fill(layer);
        Tensor before = layer.Weight.Value.Clone(), x = Sample.Make([4, 3]), y = layer.Forward(x);
        layer.WeightNorm("weight", dim, parametrized);
        Assert.That((layer.Weight.IsComputed, layer.Weight.ToString(), layer.InFeatures), Is.EqualTo((true, "computed [2, 3]", 3)));
        Sample.AssertClose(layer.Forward(x), Sample.Doubles(y), y.Shape);
        layer.RemoveWeightNorm();
        Assert.That(layer.StateDict().Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "bias", "weight" }));
        Sample.AssertClose(layer.Weight.Value, Sample.Doubles(before), before.Shape);
    }

    [Test]
    public void WhatIsDrawnIsDrawnAsBeforeAndSplitAnew([Values] bool parametrized)
    {
        Sequential plain = new(new Linear(5, 4), new Linear(4, 3)), normed = new(new Linear(5, 4), new Linear(4, 3));
        normed[0].WeightNorm("bias", parametrized: parametrized);
        normed[0].WeightNorm(parametrized: parametrized);
        plain.Initialize(new(3));
        normed.Initialize(new(3));
        Tensor x = Sample.Make([2, 5]), y = plain.Forward(x);
        Sample.AssertClose(normed.Forward(x), Sample.Doubles(y), y.Shape);
        Assert.That(normed[0].Parameters().Count(), Is.EqualTo(4));
    }

    [Test]
    public void ASpectralNormBringsTheLargestSingularValueToOne([Values] bool parametrized)
    {
        Linear layer = new(2, 2, bias: false);
        layer.Weight.Value = Tensor.From<float>([3, 0, 0, 1], [2, 2]);
        layer.SpectralNorm(parametrized: parametrized);
        Assert.That(layer.Weight.Value.ToArray<float>(), Is.EqualTo(new[] { 1, 0, 0, 1 / 3f }).Within(1e-6));
        StateDict metadata = layer.StateDict().Metadata!;
        Assert.That(metadata.Keys.Select(key => key.ToString()), Is.EqualTo(parametrized ? new[] { "", "parametrizations", "parametrizations.weight", "parametrizations.weight.0" } : [""]));
        Assert.That(metadata.Get<StateDict>("").Keys.Select(key => key.ToString()), Is.EqualTo(parametrized ? new[] { "version" } : ["version", "spectral_norm"]));
        layer.RemoveSpectralNorm();
        Assert.That((layer.StateDict().Count, layer.Weight.IsComputed, layer.StateDict().Metadata!.Get<StateDict>("").Count), Is.EqualTo((1, false, 1)));
    }

    [Test]
    public void WhatCannotBeComputedSaysSo()
    {
        Linear layer = new(3, 2);
        Assert.That(() => layer.WeightNorm("weights"), Throws.ArgumentException.With.Message.EqualTo("weight_norm: the module has no parameter 'weights': it has weight, bias"));
        Assert.That(() => layer.RemoveWeightNorm(), Throws.ArgumentException.With.Message.EqualTo("weight_norm: 'weight' is no parameter that weight_norm computes"));
        layer.WeightNorm();
        Assert.That(() => layer.RemoveSpectralNorm(), Throws.ArgumentException.With.Message.EqualTo("spectral_norm: 'weight' is no parameter that spectral_norm computes"));
        Assert.That(() => layer.SpectralNorm(), Throws.ArgumentException.With.Message.EqualTo("spectral_norm: 'weight' is computed from other parameters already: remove that first"));
        Assert.That(() => layer.Weight.Value = Tensor.Zeros([2, 3]), Throws.InvalidOperationException.With.Message.EqualTo("the parameter is computed from others: set those, or remove what computes it first"));
    }
}
