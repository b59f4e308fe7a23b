using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>First values are PyTorch's: those of its layers, and those of the functions of torch.nn.init.</summary>
sealed class InitTests
{
    static readonly Dictionary<string, object?>[] Initial = ComputedFile.Cases("random", "2.14", "initial.pt");

    static IEnumerable<string> Layers() => Initial.Where(c => !c.ContainsKey("wrap")).Select(c => (string)c["layer"]!).Distinct().Where(LayerTable.Rows.ContainsKey);

    [TestCaseSource(nameof(Layers))]
    public void LayersStartAsPyTorchs(string layer)
    {
        List<string> wrong = [];
        foreach (Dictionary<string, object?> c in Initial.Where(c => (string)c["layer"]! == layer && !c.ContainsKey("wrap")))
        {
            Module module = LayerTable.Rows[layer].Make(new((Dictionary<string, object?>)c["arguments"]!));
            Generator generator = new((ulong)(long)c["seed"]!);
            module.Initialize(generator);
            StateDict found = module.StateDict();
            foreach ((string name, object? value) in (Dictionary<string, object?>)c["state_dict"]!)
                if (!Bytes((Tensor)value!).SequenceEqual(Bytes(found.Tensor(name))))
                    wrong.Add($"{c["name"]}: {name} is {string.Join(", ", Numbers(found.Tensor(name)).Take(4))}, expected {string.Join(", ", Numbers((Tensor)value!).Take(4))}");
            if (generator.GetState().AsReadOnlySpan<byte>()[16] != (byte)(long)((Dictionary<string, object?>)c["state"]!)["next"]!)
                wrong.Add($"{c["name"]}: another count of numbers was drawn");
        }
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong));
    }

    static IEnumerable<TestCaseData> Wrapped() =>
        from c in Initial
        where c.ContainsKey("wrap")
        from wrappedBefore in new[] { true, false }
        select new TestCaseData(c, wrappedBefore).SetArgDisplayNames((string)c["name"]!, wrappedBefore ? "then drawn" : "drawn first");

    // Drawn exactly; lengths and singular vectors are then computed in another order of sums.
    [TestCaseSource(nameof(Wrapped))]
    public void WrappedLayersStartAsPyTorchs(Dictionary<string, object?> c, bool wrappedBefore)
    {
        var wrap = (Dictionary<string, object?>)c["wrap"]!;
        Module module = LayerTable.Rows[(string)c["layer"]!].Make(new((Dictionary<string, object?>)c["arguments"]!));
        if ((string)wrap["function"]! == "torch.nn.utils.parametrizations.orthogonal")
        {
            Assert.That(() => ReparametrizeTests.Wrapped(module, wrap), Throws.InstanceOf<NotSupportedException>());
            return;
        }
        Generator generator = new((ulong)(long)c["seed"]!);
        Shape weight = module.Parameters().First().Shape;
        if (wrappedBefore)
            ReparametrizeTests.Wrapped(module, wrap);
        module.Initialize(generator);
        if (!wrappedBefore)
            ReparametrizeTests.Wrapped(module, wrap, generator);
        StateDict found = module.StateDict();
        var expected = (Dictionary<string, object?>)c["state_dict"]!;
        Assert.That(found.Keys.Select(key => key.ToString()), Is.EqualTo(expected.Keys));
        foreach ((string name, object? value) in expected)
            if (name == "bias" || ((Tensor)value!).Shape == weight)
                Assert.That(Bytes(found.Tensor(name)), Is.EqualTo(Bytes((Tensor)value!)), name);
            else
                Assert.That(Numbers(found.Tensor(name)), Is.EqualTo(Numbers((Tensor)value!)).Within(2e-6), name);
        Assert.That(generator.GetState().AsReadOnlySpan<byte>()[16], Is.EqualTo((byte)(long)((Dictionary<string, object?>)c["state"]!)["next"]!), "another count of numbers was drawn");
    }

    static IEnumerable<TestCaseData> Functions() =>
        from c in ComputedFile.Cases("random", "2.14", "streams.pt")
        where ((string)c["name"]!).StartsWith("nn.init.", StringComparison.Ordinal)
        select new TestCaseData(c).SetArgDisplayNames((string)c["name"]!);

    [TestCaseSource(nameof(Functions))]
    public void FunctionsDrawAsPyTorchs(Dictionary<string, object?> c)
    {
        var call = (Dictionary<string, object?>)((object?[])c["calls"]!)[0]!;
        object?[] inputs = (object?[])call["inputs"]!;
        string name = ((string)call["operation"]!)["nn.init.".Length..];
        Tensor x = (Tensor)inputs[0]!, expected = (Tensor)((object?[])call["outputs"]!)[0]!;
        Generator generator = new((ulong)(long)c["seed"]!);
        Tensor actual = Make(name, new((Dictionary<string, object?>)call["arguments"]!), inputs).Draw(generator, x.Shape, x.DType);
        // Drawn exactly, then decomposed in another order of sums.
        if (name == "orthogonal_")
            Assert.That(Numbers(actual), Is.EqualTo(Numbers(expected)).Within(1e-6));
        else
            Assert.That(Bytes(actual), Is.EqualTo(Bytes(expected)), () => $"{string.Join(", ", Numbers(actual))}\nexpected {string.Join(", ", Numbers(expected))}");
    }

    static Init Make(string name, Arguments a, object?[] inputs)
    {
        bool fanOut = a.Text("mode") == "fan_out";
        double gain = a.Text("nonlinearity") == "relu" ? Math.Sqrt(2) : Init.LeakyReluGain(name.StartsWith("kaiming", StringComparison.Ordinal) ? a.Double("a") : 0);
        return name switch
        {
            "xavier_uniform_" => Init.XavierUniform(a.Double("gain", 1)),
            "xavier_normal_" => Init.XavierNormal(a.Double("gain", 1)),
            "kaiming_uniform_" => Init.Kaiming(gain, fanOut),
            "kaiming_normal_" => Init.KaimingNormal(gain, fanOut),
            "trunc_normal_" => Init.TruncatedNormal(a.Double("mean"), a.Double("std", 1), a.Double("a", -2), a.Double("b", 2)),
            "orthogonal_" => Init.Orthogonal(a.Double("gain", 1)),
            "sparse_" => Init.Sparse((double)inputs[1]!),
            "uniform_" => Init.Uniform((double)inputs[1]!, (double)inputs[2]!),
            "normal_" => Init.Normal((double)inputs[1]!, (double)inputs[2]!),
            "eye_" => Init.Eye,
            "dirac_" => Init.Dirac(),
            _ => throw new NotSupportedException(name),
        };
    }

    static IEnumerable<TestCaseData> Tied() =>
        from c in ComputedFile.Cases("random", "2.14", "tied.pt")
        select new TestCaseData(c).SetArgDisplayNames((string)c["name"]!);

    [TestCaseSource(nameof(Tied))]
    public void TiedLayersStartAsPyTorchs(Dictionary<string, object?> c)
    {
        string name = (string)c["name"]!;
        Embedding embedding = new(5, 4, paddingIdx: name.EndsWith("padding", StringComparison.Ordinal) ? 1 : null);
        Linear decoder = new(4, 5);
        if (name.StartsWith("dec", StringComparison.Ordinal))
            decoder.Weight.TieTo(embedding.Weight);
        else
            embedding.Weight.TieTo(decoder.Weight);
        CheckTied(new ModuleDict<Module>([("emb", embedding), ("dec", decoder), ("last", new Linear(3, 2))]), (Dictionary<string, object?>)c["state_dict"]!);
        Assert.That(decoder.Weight.Value, Is.SameAs(embedding.Weight.Value));
    }

    [Test]
    public void AParameterThatALayerSharesIsDrawnAndThrownAway()
    {
        Embedding embedding = new(5, 4);
        var expected = (Dictionary<string, object?>)ComputedFile.Cases("random", "2.14", "tied.pt")[0]["state_dict"]!;
        foreach (Layer decoder in new Layer[] { new Linear(embedding.Weight), new Decoder(embedding.Weight) })
            CheckTied(new ModuleDict<Module>([("emb", embedding), ("dec", decoder), ("last", new Linear(3, 2))]), expected);
    }

    [Test]
    public void WhatALoadedModuleSharesIsDrawnAndThrownAway([Values("1.13", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(Repository.Path("fixtures", "modules", version, "tied.pt"));
        Dictionary<string, object?> expected = file.StateDict().Tensors().ToDictionary(entry => entry.Key.ToString()!, entry => (object?)entry.Value.Clone());
        Module module = file.Module();
        foreach (Parameter parameter in module.Parameters())
            parameter.Value = Tensor.Zeros(parameter.Shape);
        CheckTied(module, expected);
    }

    static void CheckTied(Module module, Dictionary<string, object?> expected)
    {
        module.Initialize(new(0));
        StateDict found = module.StateDict();
        Assert.That(found.Keys.Select(key => key.ToString()), Is.EqualTo(expected.Keys));
        Assert.That(module.Parameters().Count(), Is.EqualTo(expected.Count - 1));
        foreach ((string name, object? value) in expected)
            Assert.That(Bytes(found.Tensor(name)), Is.EqualTo(Bytes((Tensor)value!)), name);
    }

    // As Linear(4, 5) whose weight is then replaced.
    sealed class Decoder : Layer
    {
        readonly Parameter _weight;
        readonly Parameter _bias;

        public Decoder(Parameter shared)
        {
            _weight = Parameter("weight", shared, Init.KaimingUniform);
            _bias = Parameter("bias", [5], Init.FanIn(4));
        }

        public override Tensor Forward(Tensor x) => Ops.Linear(x, _weight.Value, _bias.Value);
    }

    [Test]
    public void WhatCannotBeTiedIsSaid()
    {
        Linear wide = new(3, 4), normed = new(4, 3), bare = new(4, 3, bias: false);
        normed.WeightNorm();
        Assert.That(() => wide.Weight.TieTo(bare.Weight), Throws.ArgumentException.With.Message.Contains("[4, 3] cannot be tied to one of shape [3, 4]"));
        Assert.That(() => bare.Weight.TieTo(normed.Weight), Throws.InvalidOperationException.With.Message.Contains("computed"));
        Assert.That(() => normed.Bias.TieTo(bare.Bias), Throws.InvalidOperationException.With.Message.Contains("not present"));
    }

    [Test]
    public void AGradientOfATiedParameterIsThatOfTheOther()
    {
        Linear first = new(1, 1, bias: false), second = new(1, 1, bias: false);
        second.Weight.TieTo(first.Weight);
        first.Weight.Value = Ops.Full([1, 1], 1.0);
        PtFormat.Nn.Optim.Sgd sgd = new(new Sequential(first, second), learningRate: 0.5);
        sgd.Step(new() { [second.Weight] = Ops.Full([1, 1], 1.0) });
        Assert.That(first.Weight.Value.ToArray<float>(), Is.EqualTo(new[] { 0.5f }));
    }

    [Test]
    public void ATiedParameterIsDrawnOnce()
    {
        Linear first = new(3, 3);
        Sequential model = new(first, new Linear(first.Weight, bias: false), first);
        model.Initialize(new(5));
        Linear alone = new(3, 3);
        alone.Initialize(new(5));
        Assert.That(first.Weight.Value.ToArray<float>(), Is.EqualTo(alone.Weight.Value.ToArray<float>()));
        Assert.That(first.Bias.Value.ToArray<float>(), Is.EqualTo(alone.Bias.Value.ToArray<float>()));
    }

    [Test]
    public void WhatCannotBeDrawnIsSaid()
    {
        Generator generator = new(0);
        Assert.That(() => Init.KaimingUniform.Draw(generator, [3]), Throws.ArgumentException.With.Message.Contains("[3]"));
        Assert.That(() => Init.Eye.Draw(generator, [3]), Throws.ArgumentException);
        Assert.That(() => Init.Orthogonal().Draw(generator, [3]), Throws.ArgumentException);
        Assert.That(() => Init.Sparse(0.5).Draw(generator, [3]), Throws.ArgumentException);
        Assert.That(() => Init.Dirac(2).Draw(generator, [3, 1, 1]), Throws.ArgumentException.With.Message.Contains("2 groups"));
    }

    static double[] Numbers(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();

    static byte[] Bytes(Tensor tensor) => [.. tensor.DType == DType.Float64
        ? tensor.ToArray<double>().SelectMany(BitConverter.GetBytes) : tensor.To(DType.Float32).ToArray<float>().SelectMany(BitConverter.GetBytes)];
}
