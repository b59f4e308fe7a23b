using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>Every width of registers against the reference loops, at sizes that fill no register, no tile and no panel.</summary>
[NonParallelizable]
public sealed class TiledRecurrentKernelTests
{
    static readonly (int Steps, int Batch, int Features, int Hidden)[] Sizes =
        [(5, 1, 3, 1), (4, 3, 7, 5), (3, 2, 16, 16), (6, 7, 5, 17), (3, 11, 20, 33), (2, 16, 9, 48), (1, 1, 4, 70), (2, 5, 0, 6), (40, 1, 6, 65)];

    static readonly RecurrentOp[] Kinds = [new LstmOp(), new GruOp(), new RnnOp(), new RnnOp(IsRelu: true)];

    static IEnumerable<int> Widths => Processor.Choices.Where(bits => bits > 1);

    [Test]
    public void MatchesTheReference(
        [ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits, [ValueSource(nameof(Sizes))] (int, int, int, int) size, [Values] bool reverse, [Values] bool plain)
    {
        Layer layer = Layer.Make(op with { Reverse = reverse }, size, projected: 0, bias: !plain, start: !plain);
        AssertAlike(layer.Run(bits), layer.Run(1));
    }

    [Test]
    public void BatchFirstInputsAreTheSame([ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits, [ValueSource(nameof(Sizes))] (int, int, int, int) size)
    {
        Layer layer = Layer.Make(op, size, projected: 0, bias: true, start: true);
        AssertSame((layer with { X = layer.X.Transpose(0, 1).Clone().Transpose(0, 1) }).Run(bits), layer.Run(bits));
    }

    [Test]
    public void ProjectedStatesMatchTheReference([ValueSource(nameof(Widths))] int bits, [Values] bool reverse, [Values(1, 4, 19, 40)] int projected, [Values(1, 3, 8)] int batch)
    {
        Layer layer = Layer.Make(new LstmOp(reverse), (4, batch, 6, 45), projected, bias: true, start: true);
        AssertAlike(layer.Run(bits), layer.Run(1));
    }

    [Test]
    public void PackedSequencesMatchTheReference([ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits, [Values] bool reverse, [Values(0, 5)] int projected)
    {
        if (projected > 0 && !op.HasCellState)
            return;
        Layer layer = Layer.Make(op with { Reverse = reverse, Packed = new([9, 8, 8, 3, 1, 1]) }, (0, 9, 5, 18), projected, bias: true, start: true);
        AssertAlike(layer.Run(bits), layer.Run(1));
    }

    [Test]
    public void TheNumberOfThreadsChangesNoBit([ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits, [Values(1, 13)] int batch, [Values(0, 100)] int projected)
    {
        if (projected > 0 && !op.HasCellState)
            return;
        Layer layer = Layer.Make(op, (20, batch, 30, 260), projected, bias: true, start: true);
        int threads = Work.Threads;
        try
        {
            Work.Threads = 1;
            Tensor[] alone = layer.Run(bits);
            for (Work.Threads = 2; Work.Threads < 5; Work.Threads++)
                AssertSame(layer.Run(bits), alone);
        }
        finally
        {
            Work.Threads = threads;
        }
    }

    [Test]
    public void ASequenceDoesNotDependOnTheOthers([ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits)
    {
        Layer layer = Layer.Make(op, (6, 13, 9, 21), projected: 0, bias: true, start: true);
        Tensor[] all = layer.Run(bits);
        for (int b = 0; b < 13; b++)
        {
            Tensor[] alone = (layer with { X = layer.X.Narrow(1, b, 1), H0 = layer.H0!.Narrow(0, b, 1), C0 = layer.C0?.Narrow(0, b, 1) }).Run(bits);
            Sample.AssertSame(alone[0], all[0].Narrow(1, b, 1));
        }
    }

    [Test]
    public void NaNStays([ValueSource(nameof(Kinds))] RecurrentOp op, [ValueSource(nameof(Widths))] int bits)
    {
        Layer layer = Layer.Make(op, (3, 2, 4, 20), projected: 0, bias: true, start: false);
        layer.X.AsSpan<float>()[0] = float.NaN;
        float[] y = layer.Run(bits)[0].ToArray<float>();
        Assert.That(y.Where((_, i) => i / 20 % 2 == 0), Is.All.NaN);
        Assert.That(y.Where((_, i) => i / 20 % 2 == 1), Has.None.NaN);
    }

    [Test]
    public void AChangedWeightIsNoticed([ValueSource(nameof(Widths))] int bits)
    {
        Layer layer = Layer.Make(new LstmOp(), (3, 2, 4, 20), projected: 0, bias: true, start: false);
        layer.Run(bits);
        layer.WeightHh.AsSpan<float>().Fill(0.25f);
        AssertAlike(layer.Run(bits), layer.Run(1));
    }

    static void AssertAlike(Tensor[] actual, Tensor[] expected)
    {
        foreach ((Tensor a, Tensor e) in actual.Zip(expected))
        {
            float[] wanted = e.ToArray<float>(), found = a.ToArray<float>();
            for (int i = 0; i < wanted.Length; i++)
                Assert.That(found[i], Is.EqualTo(wanted[i]).Within(1e-5 * Math.Max(1, Math.Abs(wanted[i]))), $"element {i}");
        }
    }

    static void AssertSame(Tensor[] actual, Tensor[] expected)
    {
        foreach ((Tensor a, Tensor e) in actual.Zip(expected))
            Sample.AssertSame(a, e);
    }

    sealed record Layer(RecurrentOp Op, Tensor X, Tensor WeightIh, Tensor WeightHh, Tensor? BiasIh, Tensor? BiasHh, Tensor? H0, Tensor? C0, Tensor? WeightHr)
    {
        public static Layer Make(RecurrentOp op, (int Steps, int Batch, int Features, int Hidden) size, int projected, bool bias, bool start)
        {
            int gates = op.Gates * size.Hidden, width = projected > 0 ? projected : size.Hidden;
            return new(
                op, Sample.Make(op.Packed is { } packed ? [packed.Total, size.Features] : [size.Steps, size.Batch, size.Features]),
                Sample.Make([gates, size.Features], seed: 2), Ops.Mul(Sample.Make([gates, width], seed: 3), 2 / Math.Sqrt(width)),
                bias ? Sample.Make([gates], seed: 4) : null, bias ? Sample.Make([gates], seed: 5) : null,
                start ? Sample.Make([size.Batch, width], seed: 6) : null, start && op.HasCellState ? Sample.Make([size.Batch, size.Hidden], seed: 7) : null,
                projected > 0 ? Sample.Make([projected, size.Hidden], seed: 8) : null);
        }

        public Tensor[] Run(int bits)
        {
            long hidden = WeightIh.Shape[0] / Op.Gates, width = WeightHh.Shape[1], batch = Op.Packed?.Batch ?? X.Shape[1];
            RecurrentSizes sizes = new(Op.Packed?.Total ?? X.Shape[0] * batch, batch, X.Shape[-1], hidden, width);
            Kernel kernel = Op switch
            {
                LstmOp => Op.Find<LstmStep, float>(sizes, bits),
                GruOp => Op.Find<GruStep, float>(sizes, bits),
                RnnOp { IsRelu: true } => Op.Find<ReluStep, float>(sizes, bits),
                _ => Op.Find<TanhStep, float>(sizes, bits),
            };
            Assert.That(kernel.Name.Contains("reference"), Is.EqualTo(bits == 1));
            Tensor y = Tensor.Zeros(Op.Packed is null ? [X.Shape[0], batch, width] : [X.Shape[0], width]), h = Tensor.Zeros([batch, width]), c = Tensor.Zeros([batch, hidden]);
            Tensor[] outputs = Op.HasCellState ? [y, h, c] : [y, h];
            kernel.Run([X, WeightIh, WeightHh, BiasIh, BiasHh, H0, C0, WeightHr], outputs, Device.Cpu.Allocate(kernel.WorkspaceBytes));
            return outputs;
        }
    }
}
