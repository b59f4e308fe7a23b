using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Distributions;

/// <summary>Every case of fixtures/random/2.14/streams.pt, bit for bit, with the generator's state after each call.</summary>
sealed class OpsRandomTests
{
    // Drawn exactly, then put through functions whose last bits are not PyTorch's.
    static readonly string[] Rounded = ["nn.functional.gumbel_softmax"];

    static IEnumerable<TestCaseData> Cases()
    {
        using PtFile file = PtFile.Load(Repository.Path("fixtures", "random", "2.14", "streams.pt"));
        foreach (object? item in (IEnumerable<object?>)file.RootStateDict()["cases"]!)
            if (!IsInitialisation((StateDict)item!))
                yield return new TestCaseData(item).SetArgDisplayNames(((StateDict)item!).Get<string>("name"));
    }

    // The functions of torch.nn.init belong to layers.
    static bool IsInitialisation(StateDict c) => c.Get<string>("name").StartsWith("nn.init.", StringComparison.Ordinal);

    [TestCaseSource(nameof(Cases))]
    public void TheNumbersArePyTorchs(StateDict c)
    {
        Generator generator = new((ulong)c.Get<long>("seed"));
        ExpectState(generator, c.Get<StateDict>("before"));
        foreach (object? item in (IEnumerable<object?>)c["calls"]!)
        {
            StateDict call = (StateDict)item!;
            Tensor expected = (Tensor)((IList<object?>)call["outputs"]!)[0]!;
            Tensor actual = Draw(generator, call);
            Assert.That((actual.DType, actual.Shape), Is.EqualTo((expected.DType, expected.Shape)));
            if (Rounded.Contains(call.Get<string>("operation")))
                Assert.That(actual.ToArray<float>(), Is.EqualTo(expected.ToArray<float>()).Within(2e-7f));
            else
                Assert.That(Bytes(actual), Is.EqualTo(Bytes(expected)), () => $"{string.Join(", ", actual.To(DType.Float64).ToArray<double>())}\nexpected {string.Join(", ", expected.To(DType.Float64).ToArray<double>())}");
            ExpectState(generator, call.Get<StateDict>("state"));
        }
        if (c.TryGetValue("raw", out object? raw))
            Assert.That(generator.GetState().ToArray<byte>(), Is.EqualTo(((Tensor)raw!).ToArray<byte>()));
    }

    [Test]
    public void NothingIsDrawnIntoARecording()
    {
        Generator generator = new(0);
        byte[] before = generator.GetState().ToArray<byte>();
        Tensor x = new Recorder().Input([4, 2]);
        Func<Tensor>[] draws = [() => Ops.Dropout(generator, x), () => Ops.AlphaDropout(generator, x), () => Ops.FeatureDropout(generator, x), () => Ops.Bernoulli(generator, x),
            () => Ops.Normal(generator, x, 1), () => Ops.Multinomial(generator, x, 1), () => Ops.RRelu(generator, x), () => Ops.GumbelSoftmax(generator, x)];
        foreach (Func<Tensor> draw in draws)
            Assert.That(() => draw(), Throws.InvalidOperationException.With.Message.Contains("recorded").And.Message.Contains("Eval()"));
        Assert.That(generator.GetState().ToArray<byte>(), Is.EqualTo(before));
    }

    [Test]
    public void WhatCannotBeDrawnIsSaid()
    {
        Generator generator = new(0);
        Assert.That(() => Ops.Rand(generator, [2], DType.Int64), Throws.ArgumentException.With.Message.Contains("int64"));
        Assert.That(() => Ops.Uniform(generator, [2], 2, 1), Throws.ArgumentException.With.Message.Contains("from 2 to 1"));
        Assert.That(() => Ops.Normal(generator, [2], 0, -1), Throws.ArgumentException);
        Assert.That(() => Ops.RandInt(generator, 3, 3, [2]), Throws.ArgumentException.With.Message.Contains("no such integer"));
        Assert.That(() => Ops.RandInt(generator, 0, 257, [2], DType.UInt8), Throws.ArgumentException.With.Message.Contains("from 0 to 255"));
        Assert.That(() => Ops.RandPerm(generator, 200, DType.Int8), Throws.ArgumentException);
        Assert.That(() => Ops.Bernoulli(generator, [2], 1.5), Throws.ArgumentException.With.Message.Contains("1.5"));
        Assert.That(() => Ops.Bernoulli(generator, Tensor.From<float>(0, -1)), Throws.ArgumentException);
        Assert.That(() => Ops.Exponential(generator, [2], 0), Throws.ArgumentException);
        Assert.That(() => Ops.Geometric(generator, [2], 1), Throws.ArgumentException);
        Assert.That(() => Ops.Multinomial(generator, Tensor.From<float>(0, 0), 1), Throws.ArgumentException.With.Message.Contains("all 2 weights"));
        Assert.That(() => Ops.Multinomial(generator, Tensor.From<float>(1, 1), 3), Throws.ArgumentException.With.Message.Contains("3 were wanted of 2"));
        Assert.That(() => Ops.FeatureDropout(generator, Tensor.Zeros([3])), Throws.ArgumentException.With.Message.Contains("[3]"));
    }

    static Tensor Draw(Generator generator, StateDict call)
    {
        object?[] inputs = [.. (IEnumerable<object?>)call["inputs"]!];
        DType? dtype = OpCase.ToDType(call.Get<StateDict>("arguments").TryGetValue("dtype", out object? named) ? named : null);
        Tensor x = inputs[0] as Tensor ?? Tensor.Zeros([0]);
        return call.Get<string>("operation") switch
        {
            "rand" => Ops.Rand(generator, Sizes(0), dtype ?? DType.Float32),
            "randn" => Ops.RandN(generator, Sizes(0), dtype ?? DType.Float32),
            "randint" => Ops.RandInt(generator, (long)inputs[0]!, (long)inputs[1]!, Shape(inputs[2]!), dtype ?? DType.Int64),
            "randperm" => Ops.RandPerm(generator, (long)inputs[0]!, dtype ?? DType.Int64),
            "bernoulli" => Ops.Bernoulli(generator, x),
            "bernoulli_" when inputs[1] is Tensor p => Ops.Bernoulli(generator, p, x.DType),
            "bernoulli_" => Ops.Bernoulli(generator, x.Shape, Number(1), x.DType),
            "uniform_" => Ops.Uniform(generator, x.Shape, Number(1), Number(2), x.DType),
            "normal_" => Ops.Normal(generator, x.Shape, Number(1), Number(2), x.DType),
            "normal" when inputs.Length == 3 => Ops.Normal(generator, Shape(inputs[2]!), Number(0), Number(1)),
            "normal" => Ops.Normal(generator, OpCase.ToOperand(inputs[0]), OpCase.ToOperand(inputs[1])),
            "exponential_" => Ops.Exponential(generator, x.Shape, Number(1), x.DType),
            "log_normal_" => Ops.LogNormal(generator, x.Shape, Number(1), Number(2), x.DType),
            "cauchy_" => Ops.Cauchy(generator, x.Shape, Number(1), Number(2), x.DType),
            "geometric_" => Ops.Geometric(generator, x.Shape, Number(1), x.DType),
            "multinomial" => Ops.Multinomial(generator, x, (int)(long)inputs[1]!, (bool)inputs[2]!),
            "random_" when inputs.Length == 1 => Ops.RandInt(generator, x.Shape, x.DType),
            "random_" => Ops.RandInt(generator, inputs.Length == 2 ? 0 : (long)inputs[1]!, (long)inputs[^1]!, x.Shape, x.DType),
            "nn.functional.dropout" => Ops.Dropout(generator, x, Number(1)),
            "nn.functional.dropout1d" or "nn.functional.dropout2d" => Ops.FeatureDropout(generator, x, Number(1)),
            "nn.functional.alpha_dropout" => Ops.AlphaDropout(generator, x, Number(1)),
            "nn.functional.feature_alpha_dropout" => Ops.FeatureAlphaDropout(generator, x, Number(1)),
            "nn.functional.rrelu" => Ops.RRelu(generator, x, Number(1), Number(2)),
            "nn.functional.gumbel_softmax" => Ops.GumbelSoftmax(generator, x),
            string other => throw new NotSupportedException(other),
        };

        double Number(int i) => inputs[i] is long whole ? whole : (double)inputs[i]!;
        Shape Sizes(int from) => [.. inputs[from..].Select(size => (long)size!)];
        static Shape Shape(object sizes) => [.. ((IEnumerable<object?>)sizes).Select(size => (long)size!)];
    }

    static void ExpectState(Generator generator, StateDict expected)
    {
        byte[] state = generator.GetState().ToArray<byte>();
        Assert.That(BitConverter.ToUInt64(state, 0), Is.EqualTo((ulong)expected.Get<long>("seed")));
        Assert.That((BitConverter.ToInt32(state, 8), BitConverter.ToInt64(state, 16)), Is.EqualTo((expected.Get<long>("left"), expected.Get<long>("next"))));
        Assert.That(state[24..(24 + 624 * 8)], Is.EqualTo(Bytes(expected.Tensor("words"))));
        IList<object?> normal = [.. (IEnumerable<object?>)expected["normal_double"]!];
        Assert.That((BitConverter.ToInt32(state, 5040) != 0, BitConverter.ToDouble(state, 5024)), Is.EqualTo(((bool)normal[0]!, (double)normal[2]!)));
    }

    static byte[] Bytes(Tensor tensor)
    {
        byte[] bytes = new byte[tensor.ElementCount * tensor.DType.ItemSize()];
        Tensor dense = tensor.ToDense();
        dense.Storage.Read(dense.Layout.Offset * tensor.DType.ItemSize(), bytes);
        return bytes;
    }
}
