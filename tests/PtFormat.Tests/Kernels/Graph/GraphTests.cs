using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Graphs;

public class GraphTests
{
    static readonly Dictionary<string, (Shape[] Inputs, Func<Tensor[], Tensor[]> Run)> Nets = new()
    {
        ["convolution, pool, classifier"] = ([[2, 1, 12, 12]], x =>
        [
            Ops.Softmax(Ops.Linear(Ops.Flatten(Ops.MaxPool(Ops.Conv2d(x[0], Sample.Make([4, 1, 3, 3], seed: 2), Sample.Make([4], seed: 3)), new(2, 2)), 1), Sample.Make([10, 100], seed: 4)), -1),
        ]),
        ["memory over a batch-first sequence, all outputs"] = ([[3, 5, 4]], x =>
        {
            (Tensor y, Tensor h, Tensor c) = Ops.Lstm(x[0].Transpose(0, 1), Sample.Make([24, 4], seed: 2), Sample.Make([24, 6], seed: 3), op: new(Reverse: true));
            return [y.Transpose(0, 1), h, c];
        }
        ),
        ["an input used twice, two outputs of one value"] = ([[3, 4], [4, 3]], x =>
        {
            Tensor product = Ops.MatMul(Ops.MatMul(x[0], x[1]), x[0]);
            return [product, product.Narrow(1, 1, 2)];
        }
        ),
        ["strided operands that need copies"] = ([[3, 4, 4]], x => [Ops.Softmax(x[0].Transpose(0, 2).Narrow(0, 1, 3), 0), Ops.Reshape(x[0].Transpose(0, 1), 12, 4)]),
        ["an input and a constant straight through"] = ([[2, 3]], x => [x[0].Transpose(0, 1), Sample.Make([2, 2])]),
        ["concatenation with a constant"] = ([[2, 3]], x => [Ops.Cat([x[0], Sample.Make([2, 3], seed: 5), x[0]], 1)]),
    };

    static IEnumerable<string> NetNames => Nets.Keys;

    [TestCaseSource(nameof(NetNames))]
    public void AReplayGivesTheSameBitsAsAnEagerRun(string net)
    {
        (Shape[] shapes, Func<Tensor[], Tensor[]> run) = Nets[net];
        Graph graph = Record(shapes, run);
        for (int seed = 0; seed < 2; seed++)
        {
            Tensor[] inputs = [.. shapes.Select((shape, i) => Sample.Make(shape, seed: 10 * seed + i))];
            AssertSame(graph.Run(inputs), run(inputs));
            AssertSame(graph.Run([.. inputs.Select(Sample.Strided)]), run(inputs));
            AssertSame(graph.Run([.. inputs.Select(input => Ops.Cat([Sample.Make([1]), Ops.Flatten(input)]).Narrow(0, 1, input.ElementCount).View(input.Shape.AsSpan()))]), run(inputs));
            AssertSame(graph.Run([.. inputs.Select(input => Ops.Cat([Sample.Make([8]), Ops.Flatten(input)]).Narrow(0, 8, input.ElementCount).View(input.Shape.AsSpan()))]), run(inputs));
        }
    }

    [TestCaseSource(nameof(NetNames))]
    public void RecordingAReplayGivesTheSameGraph(string net)
    {
        (Shape[] shapes, Func<Tensor[], Tensor[]> run) = Nets[net];
        Graph graph = Record(shapes, run), again = Record(shapes, inputs => graph.Run(inputs));
        Assert.That(again.ToString(), Is.EqualTo(graph.ToString()));
    }

    [Test]
    public void ManyThreadsRunOneGraph()
    {
        (Shape[] shapes, Func<Tensor[], Tensor[]> run) = Nets["convolution, pool, classifier"];
        Graph graph = Record(shapes, run);
        Parallel.For(0, 16, seed =>
        {
            Tensor input = Sample.Make(shapes[0], seed: seed);
            AssertSame(graph.Run(input), run([input]));
        });
    }

    [Test]
    public void ConstantsAreSeenAsTheyAreAtTheRun()
    {
        Tensor weight = Tensor.Zeros([1, 2]);
        Graph graph = Record([[1, 2]], x => [Ops.Linear(x[0], weight)]);
        weight.AsSpan<float>().Fill(3);
        Assert.That(graph.Run(Tensor.From<float>([1, 2], [1, 2]))[0].Item<float>(), Is.EqualTo(9));
    }

    [Test]
    public void ValuesKnowTheirLastReader()
    {
        Graph graph = Record([[2, 2]], x => [Ops.MatMul(Ops.Softmax(x[0], 0), x[0])]);
        Assert.That(graph.Values.Select(graph.LastUse), Is.EqualTo(new[] { 1, 1, int.MaxValue }));
        Assert.That(graph.Values.Select(value => value.Producer is { } node ? node.Op.Name : "none"), Is.EqualTo(new[] { "none", "softmax", "matmul" }));
    }

    [Test]
    public void InputsMustBeAsRecorded()
    {
        Recorder recorder = new();
        Graph graph = recorder.Finish(Ops.Softmax(recorder.Input([2, 3], name: "scores"), 1));
        Assert.That(() => graph.Run(), Throws.ArgumentException.With.Message.EqualTo("graph: 0 inputs were given, 1 were recorded"));
        Assert.That(() => graph.Run(Tensor.Zeros([3, 2])), Throws.ArgumentException.With.Message.EqualTo("graph: input scores is float32 [3, 2], recorded was float32 [2, 3]"));
        Assert.That(() => graph.Run(Tensor.Zeros([2, 3], DType.Float64)), Throws.ArgumentException.With.Message.EqualTo("graph: input scores is float64 [2, 3], recorded was float32 [2, 3]"));
        Assert.That(() => graph.Run(Tensor.Uninitialized([2, 3], DType.Float32, Device.Meta)), Throws.ArgumentException.With.Message.EqualTo("graph: input scores is on meta, the graph runs on cpu"));
    }

    static Graph Record(Shape[] shapes, Func<Tensor[], Tensor[]> run)
    {
        Recorder recorder = new();
        return recorder.Finish(run([.. shapes.Select(shape => recorder.Input(shape))]));
    }

    static void AssertSame(Tensor[] actual, Tensor[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < actual.Length; i++)
            Sample.AssertSame(actual[i], expected[i]);
    }
}
