using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class LstmTests
{
    const int Features = 3, Hidden = 4, Steps = 5, Batch = 2;

    [Test]
    public void NamesAndShapesArePyTorchs()
    {
        Lstm lstm = new(Features, Hidden, numLayers: 2, bidirectional: true);
        Assert.That(lstm.StateDict().Tensors().Select(item => $"{item.Key} {item.Value.Shape}"), Is.EqualTo(new[]
        {
            "weight_ih_l0 [16, 3]", "weight_hh_l0 [16, 4]", "bias_ih_l0 [16]", "bias_hh_l0 [16]",
            "weight_ih_l0_reverse [16, 3]", "weight_hh_l0_reverse [16, 4]", "bias_ih_l0_reverse [16]", "bias_hh_l0_reverse [16]",
            "weight_ih_l1 [16, 8]", "weight_hh_l1 [16, 4]", "bias_ih_l1 [16]", "bias_hh_l1 [16]",
            "weight_ih_l1_reverse [16, 8]", "weight_hh_l1_reverse [16, 4]", "bias_ih_l1_reverse [16]", "bias_hh_l1_reverse [16]",
        }));
        Assert.That(new Lstm(Features, Hidden, bias: false).StateDict().Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "weight_ih_l0", "weight_hh_l0" }));
    }

    [Test]
    public void LayersAndDirectionsAreChainedAsPyTorchDoes([Values(1, 2)] int layers, [Values] bool bidirectional, [Values] bool batchFirst, [Values] bool start, [Values] bool bias)
    {
        Lstm lstm = new(Features, Hidden, layers, bias, batchFirst, bidirectional: bidirectional);
        Sample.Fill(lstm);
        int sides = bidirectional ? 2 : 1;
        Tensor x = Sample.Make([Steps, Batch, Features]), h0 = Sample.Make([layers * sides, Batch, Hidden], seed: 2), c0 = Sample.Make([layers * sides, Batch, Hidden], seed: 3);
        (Tensor output, Tensor h, Tensor c) = lstm.Forward(batchFirst ? x.Transpose(0, 1).Clone() : x, start ? (h0, c0) : null);

        // The same from single runs of the operation, put together by hand.
        StateDict state = lstm.StateDict();
        for (int layer = 0; layer < layers; layer++)
        {
            List<Tensor> outputs = [];
            for (int side = 0; side < sides; side++)
            {
                string suffix = $"l{layer}{(side == 1 ? "_reverse" : "")}";
                int i = layer * sides + side;
                (Tensor y, Tensor hi, Tensor ci) = Ops.Lstm(
                    x, state.Tensor($"weight_ih_{suffix}"), state.Tensor($"weight_hh_{suffix}"),
                    bias ? state.Tensor($"bias_ih_{suffix}") : null, bias ? state.Tensor($"bias_hh_{suffix}") : null,
                    start ? h0.Select(0, i) : null, start ? c0.Select(0, i) : null, new(Reverse: side == 1));
                outputs.Add(y);
                Sample.AssertSame(h.Select(0, i), hi);
                Sample.AssertSame(c.Select(0, i), ci);
            }
            x = Ops.Cat([.. outputs], -1);
        }
        Sample.AssertSame(batchFirst ? output.Transpose(0, 1) : output, x);
        Assert.That(h.Shape.ToString(), Is.EqualTo($"[{layers * sides}, {Batch}, {Hidden}]"));
    }

    [Test]
    public void AnInputWithoutBatchGivesOutputsWithout([Values] bool batchFirst, [Values] bool start)
    {
        Lstm lstm = new(Features, Hidden, 2, batchFirst: batchFirst, bidirectional: true);
        Sample.Fill(lstm);
        Tensor x = Sample.Make([Steps, Features]), h0 = Sample.Make([4, Hidden], seed: 2), c0 = Sample.Make([4, Hidden], seed: 3);
        (Tensor output, Tensor h, Tensor c) = lstm.Forward(x, start ? (h0, c0) : null);
        (Tensor batched, Tensor hb, Tensor cb) = lstm.Forward(x.Unsqueeze(batchFirst ? 0 : 1), start ? (h0.Unsqueeze(1), c0.Unsqueeze(1)) : null);
        Sample.AssertSame(output, batched.Select(batchFirst ? 0 : 1, 0));
        Sample.AssertSame(h, hb.Select(1, 0));
        Sample.AssertSame(c, cb.Select(1, 0));
    }

    [Test]
    public void ARecordedMemoryGivesTheSame()
    {
        Lstm lstm = new(Features, Hidden, 2, batchFirst: true, bidirectional: true);
        Sample.Fill(lstm);
        Recorder recorder = new();
        lstm.NameConstants(recorder);
        (Tensor output, Tensor h, Tensor c) = lstm.Forward(recorder.Input([Batch, Steps, Features]));
        Graph graph = recorder.Finish(output, h, c);
        Tensor x = Sample.Make([Batch, Steps, Features], seed: 8);
        (Tensor eager, Tensor eagerH, Tensor eagerC) = lstm.Forward(x);
        Tensor[] replayed = graph.Run(x);
        Sample.AssertSame(replayed[0], eager);
        Sample.AssertSame(replayed[1], eagerH);
        Sample.AssertSame(replayed[2], eagerC);
        Assert.That(graph.ToString(), Does.Contain("lstm(%0.transpose[0, 1], weight_ih_l0_reverse, weight_hh_l0_reverse, bias_ih_l0_reverse, bias_hh_l0_reverse, reverse)"));
    }

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Lstm lstm = new(Features, Hidden);
        Assert.That(() => lstm.Forward(Sample.Make([Features])), Throws.ArgumentException.With.Message.EqualTo("lstm: input has 1 dimensions [3], expected [steps, batch, features] or [steps, features]"));
        Assert.That(
            () => lstm.Forward(Sample.Make([Steps, Batch, Features]), (Sample.Make([Batch, Hidden]), Sample.Make([1, Batch, Hidden]))),
            Throws.ArgumentException.With.Message.StartsWith("lstm: h0 is [2, 4], expected [1, 2, 4]"));
        Assert.That(() => lstm.Forward(Sample.Make([Steps, Batch, Hidden])), Throws.ArgumentException.With.Message.EqualTo("lstm: input has 4 features [5, 2, 4], weight_ih expects 3 [16, 3]"));
        Assert.That(() => new Lstm(1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
