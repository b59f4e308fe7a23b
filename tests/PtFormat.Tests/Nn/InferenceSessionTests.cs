using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;
using PtFormat.Tests.Models;

namespace PtFormat.Tests.Nn;

[NonParallelizable]
public class InferenceSessionTests
{
    static readonly Dictionary<string, (Shape[] Inputs, Func<Tensor[], Tensor[]> Run)> Nets = new()
    {
        ["one result"] = ([[2, 3]], x => [Ops.Relu(x[0])]),
        ["a long chain"] = ([[5, 7]], x => [Ops.Tanh(Ops.Linear(Ops.Sigmoid(Ops.Linear(Ops.Relu(x[0]), Sample.Make([6, 7], seed: 1))), Sample.Make([9, 6], seed: 2)))]),
        ["an input seen in parts"] = ([[3, 4, 4]], x => [Ops.Softmax(x[0].Transpose(0, 2).Narrow(0, 1, 3), 0), Ops.Reshape(x[0].Transpose(0, 1), 12, 4)]),
        ["an input used twice, outputs of one value"] = ([[3, 4], [4, 3]], x =>
        {
            Tensor product = Ops.MatMul(Ops.MatMul(x[0], x[1]), x[0]);
            return [product, product.Narrow(1, 1, 2), product];
        }
        ),
        ["inputs and constants straight through"] = ([[2, 3], [4]], x => [x[0].Transpose(0, 1), x[1], Sample.Make([2, 2]), x[1]]),
        ["an output that is read again"] = ([[4, 4]], x =>
        {
            Tensor first = Ops.Relu(x[0]);
            return [first, Ops.Tanh(first)];
        }
        ),
        ["memory, all outputs"] = ([[3, 5, 4]], x =>
        {
            (Tensor y, Tensor h, Tensor c) = Ops.Lstm(x[0].Transpose(0, 1), Sample.Make([24, 4], seed: 2), Sample.Make([24, 6], seed: 3));
            return [y.Transpose(0, 1), h, c];
        }
        ),
        ["nothing in it"] = ([[0, 3]], x => [Ops.Linear(Ops.Relu(x[0]), Sample.Make([5, 3]))]),
    };

    static IEnumerable<string> NetNames => Nets.Keys;

    [TestCaseSource(nameof(NetNames))]
    public void ASessionGivesTheBitsOfAnEagerRun(string net)
    {
        (Shape[] shapes, Func<Tensor[], Tensor[]> run) = Nets[net];
        InferenceSession session = InferenceSession.Record(run, Inputs(shapes, 0));
        for (int seed = 0; seed < 3; seed++)
        {
            Tensor[] inputs = Inputs(shapes, seed), expected = run(inputs);
            AssertSame(session.Run(inputs), expected);
            AssertSame(session.Run([.. inputs.Select(Sample.Strided)]), expected);
            Tensor[] outputs = [.. expected.Select(tensor => Tensor.Zeros(tensor.Shape, tensor.DType))];
            session.Run(inputs, outputs);
            AssertSame(outputs, expected);
        }
    }

    [Test]
    public void BothModelsOfTheFixturesGiveTheirLogits([Values("modelnet", "digitlstm")] string name, [Values(1, 3, 16)] int batch)
    {
        DigitModel model = Load(name);
        Tensor x = Pictures(model, batch);
        InferenceSession session = InferenceSession.Compile(model.Network, x);
        AssertClose(session.Run(x), model.Network.Forward(x));
    }

    [Test]
    public void EveryShapeGetsAPlanAndThenNothingIsAllocated()
    {
        using Process child = ChildProcess.Start(["allocations"]);
        string[] answer = child.StandardOutput.ReadToEnd().Split(' ');
        child.WaitForExit();
        Assert.That(answer, Has.Length.EqualTo(2));
        Assert.That(answer[0], Is.EqualTo("0"), "bytes in 1,000 runs");
        Assert.That(float.Parse(answer[1], CultureInfo.InvariantCulture), Is.LessThan(1e-5f), "the largest difference from eager runs, relative");
    }

    [Test]
    public void ThreadsShareASession()
    {
        DigitModel model = Load("modelnet");
        Tensor[] inputs = [.. Enumerable.Range(0, 12).Select(i => Pictures(model, 1 + i % 3, first: i))];
        Tensor[] expected = [.. inputs.Select(model.Network.Forward)];
        InferenceSession session = InferenceSession.Compile(model.Network, inputs[0]);
        Parallel.For(0, 200, i => AssertClose(session.Run(inputs[i % inputs.Length]), expected[i % inputs.Length]));
    }

    [Test]
    public void AChangedParameterIsNoticed()
    {
        Linear layer = new(3, 2);
        layer.Eval();
        Tensor x = Sample.Make([4, 3]);
        InferenceSession session = InferenceSession.Compile(layer, x);
        for (int seed = 1; seed < 4; seed++)
        {
            layer.LoadStateDict(new StateDict { ["weight"] = Sample.Make([2, 3], seed: seed), ["bias"] = Sample.Make([2], seed: 10 + seed) });
            AssertSame([session.Run(x)], [layer.Forward(x)]);
        }
    }

    [Test]
    public void EachRunSeesItsOwnInputsThroughViews()
    {
        Tensor x = Sample.Make([3, 5]), all = Sample.Make([8, 5, 6], seed: 2);
        InferenceSession session = InferenceSession.Record(t => [Ops.Linear(t[0], t[1].Transpose(0, 1)).View(18)], x, all.Select(0, 0));
        Tensor[] outputs = [Tensor.Zeros([18])];
        foreach (int i in (int[])[0, 1, 7, 0])
        {
            session.Run([x, all.Select(0, i)], outputs);
            Sample.AssertNear(outputs[0].View(3, 6), Ops.MatMul(x, all.Select(0, i)), 1e-6, $"weight {i}");
        }
    }

    [Test]
    public void NormalisationGoesIntoTheWeightsBeforeIt()
    {
        Sequential model = new(new Conv2d(3, 5, 3, padding: 1), new BatchNorm2d(5), new Flatten(), new Linear(5 * 36, 7), new BatchNorm1d(7));
        int seed = 20;
        StateDict state = [];
        foreach ((StateKey key, object? value) in model.StateDict())
            state[key] = value is Tensor { DType: DType.Float32 } tensor
                ? key.ToString().EndsWith("running_var", StringComparison.Ordinal) ? Ops.Add(Ops.Square(Sample.Make(tensor.Shape, seed: seed++)), 0.5f) : Sample.Make(tensor.Shape, seed: seed++)
                : value;
        model.LoadStateDict(state);
        model.Eval();
        Tensor x = Sample.Make([2, 3, 6, 6]);
        InferenceSession session = InferenceSession.Compile(model, x);
        Assert.That(session.CompiledFor(x).Graph.Nodes.Select(node => node.Op.Name), Has.None.EqualTo("batch_norm"));
        AssertClose(session.Run(x), model.Forward(x));
        AssertClose(session.Run(Sample.Make([1, 3, 6, 6], seed: 4)), model.Forward(Sample.Make([1, 3, 6, 6], seed: 4)));
    }

    [Test]
    public void ALayerInTrainingIsRefused() =>
        Assert.That(() => InferenceSession.Compile(new Linear(3, 2), Sample.Make([1, 3])), Throws.InvalidOperationException.With.Message.Contain("Eval()"));

    [Test]
    public void OutputsThatDoNotFitAreRefused()
    {
        Linear layer = new(3, 2);
        layer.Eval();
        Tensor x = Sample.Make([4, 3]);
        InferenceSession session = InferenceSession.Compile(layer, x);
        Assert.That(() => session.Run([x], []), Throws.ArgumentException.With.Message.EqualTo("0 outputs were given, the session has 1"));
        Assert.That(() => session.Run([x], [Tensor.Zeros([4, 3])]), Throws.ArgumentException.With.Message.EqualTo("output 0 is float32 [4, 3], the session gives float32 [4, 2]"));
        Assert.That(() => session.Run([x], [Tensor.Zeros([2, 4]).Transpose(0, 1)]), Throws.ArgumentException.With.Message.Contain("a dense tensor on cpu was needed"));
        Tensor both = Tensor.Zeros([20]);
        Assert.That(
            () => session.Run([both.Narrow(0, 0, 12).View(4, 3)], [both.Narrow(0, 12, 8).View(4, 2)]),
            Throws.ArgumentException.With.Message.Contain("shares its storage with an input"));
    }

    [Test]
    public void AnInputThatDoesNotFitTheModelSaysSo()
    {
        Linear layer = new(3, 2);
        layer.Eval();
        InferenceSession session = InferenceSession.Compile(layer, Sample.Make([4, 3]));
        Assert.That(() => session.Run(Sample.Make([4, 5])), Throws.ArgumentException.With.Message.Contain("linear: input has 5 features [4, 5], weight expects 3 [2, 3]"));
        Assert.That(session.Run(Sample.Make([1, 3])).Shape, Is.EqualTo(Shape.Create([1, 2])), "a failed recording leaves the session as it was");
    }

    static DigitModel Load(string name) => DigitFixtures.Model("2.14", name);

    static Tensor Pictures(DigitModel model, int count, int first = 0) => model.Prepare(DigitFixtures.Images[first..(first + count)]);

    static Tensor[] Inputs(Shape[] shapes, int seed) => [.. shapes.Select((shape, i) => Sample.Make(shape, seed: 10 * seed + i))];

    static void AssertSame(Tensor[] actual, Tensor[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i].Shape, Is.EqualTo(expected[i].Shape));
            Assert.That(actual[i].ToArray<float>(), Is.EqualTo(expected[i].ToArray<float>()));
        }
    }

    static void AssertClose(Tensor actual, Tensor expected)
    {
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape));
        float[] values = expected.ToArray<float>();
        Assert.That(actual.ToArray<float>(), Is.EqualTo(values).Within(1e-5 * values.Max(MathF.Abs)));
    }
}
