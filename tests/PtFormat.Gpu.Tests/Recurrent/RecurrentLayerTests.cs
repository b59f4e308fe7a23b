using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests.Recurrent;

[TestFixtureSource(nameof(Devices))]
sealed class RecurrentLayerTests(string device) : KernelTestBase(device)
{
    static readonly StepSizes Packed = new([3, 3, 2, 1]);

    static RecurrentOp Op(string kind, bool isReverse, StepSizes? packed) => kind switch
    {
        "lstm" => new LstmOp(isReverse, packed),
        "gru" => new GruOp(isReverse, packed),
        "relu" => new RnnOp(IsRelu: true, isReverse, packed),
        _ => new RnnOp(IsRelu: false, isReverse, packed),
    };

    // A sequence to a group; a warp to an element; products of all sequences. The emulator has the other ways at small sizes below.
    [Test]
    public void Layers([Values("lstm", "gru", "tanh", "relu")] string kind, [Values(20, 68, 132)] int hidden, [Values] bool isReverse)
    {
        if (IsEmulator && hidden > 20)
            Assert.Ignore("larger layers are for PoCL");
        Check(Op(kind, isReverse, null), hidden, batch: 2);
    }

    [Test]
    public void ManySequences([Values("lstm", "gru")] string kind, [Values(132, 134)] int hidden)
    {
        if (IsEmulator)
            Assert.Ignore("larger layers are for PoCL");
        Check(Op(kind, false, null), hidden, batch: 9);
    }

    [Test]
    public void PackedSequences([Values("lstm", "gru")] string kind, [Values(16, 132, 134)] int hidden, [Values] bool isReverse)
    {
        if (IsEmulator && hidden > 20)
            Assert.Ignore("larger layers are for PoCL");
        RecurrentOp op = Op(kind, isReverse, Packed);
        int gates = op.Gates * hidden;
        AssertSame(on => Results(Ops.Recurrent(
            op, on(Numbers(0, Packed.Total, 5)), on(Numbers(1, gates, 5)), Weight(on, gates, hidden), on(Numbers(3, gates)), on(Numbers(4, gates)),
            on(Numbers(5, 3, hidden)), op.HasCellState ? on(Numbers(6, 3, hidden)) : null)), 3e-5);
    }

    [Test, Pairwise]
    public void EveryWayToWalk([Values("met", "step by step", "products")] string way, [Values] bool isReverse, [Values] bool isPacked)
    {
        if (!IsEmulator && way is "met" or "step by step")
            Assert.Ignore("PoCL has neither shuffles nor atomic operations");
        if (way == "met")
            UseFourProcessors();
        const int hidden = 20;
        RecurrentSizes sizes = new(isPacked ? Packed.Total : 9, 3, 5, hidden, hidden);
        Walk<LstmCell>(new LstmOp(isReverse, isPacked ? Packed : null), sizes, way);
        Walk<GruCell>(new GruOp(isReverse, isPacked ? Packed : null), sizes, way);
    }

    void Walk<TCell>(RecurrentOp op, RecurrentSizes sizes, string way) where TCell : struct, IGpuCell
    {
        int gates = op.Gates * (int)sizes.Hidden, hidden = (int)sizes.Hidden;
        const int groups = 3;
        RecurrentWalk walk = way switch
        {
            "met" => new UnitsWalk<TCell, ShuffledSum, CounterMeeting>(Device, sizes, groups, (counter, count) => new() { Counter = counter, Groups = count }),
            "step by step" => new UnitsWalk<TCell, ShuffledSum, NoMeeting>(Device, sizes, groups, null),
            _ => new ProductsWalk<TCell>(Device, sizes, isProjected: false, isWeightAligned: true),
        };
        Tensor x = op.Packed is null ? Numbers(0, 3, 3, 5) : Numbers(0, Packed.Total, 5);
        Tensor?[] inputs = [x, Numbers(1, gates, 5), Weight(tensor => tensor, gates, hidden), Numbers(3, gates), Numbers(4, gates), Numbers(5, 3, hidden)];
        if (op.HasCellState)
            inputs = [.. inputs, Numbers(6, 3, hidden), null];
        Tensor[] expected = Results(Ops.Recurrent(op, x, inputs[1]!, inputs[2]!, inputs[3], inputs[4], inputs[5], op.HasCellState ? inputs[6] : null));
        Tensor?[] there = [.. inputs.Select(input => input is null ? null : ToDevice(input))];
        Tensor[] found = [.. expected.Select(result => Tensor.Uninitialized(result.Shape, result.DType, Device))];
        Device.Run(op, new RecurrentLayerKernel<TCell>(Device, op, sizes, InputRows.Of(there[0]!)!.Value, [.. there.Select(TensorSpec.Of)], walk), there, found);
        for (int i = 0; i < expected.Length; i++)
            AssertClose(ToHost(found[i]), expected[i].AsReadOnlySpan<float>().ToArray(), 3e-5, $"{op} result {i}");
    }

    [Test]
    public void ProjectedStates([Values] bool isReverse)
    {
        const int hidden = 12, width = 5, gates = 4 * hidden;
        AssertSame(on => Results(Ops.Recurrent(
            new LstmOp(isReverse), on(Numbers(0, 3, 2, 4)), on(Numbers(1, gates, 4)), on(Numbers(2, gates, width)), on(Numbers(3, gates)), null,
            on(Numbers(5, 2, width)), on(Numbers(6, 2, hidden)), on(Numbers(7, width, hidden)))), 3e-5);
    }

    [Test]
    public void BatchFirst() => AssertSame(on => Results(Ops.Recurrent(new LstmOp(), on(Numbers(0, 3, 4, 8)).Transpose(0, 1), on(Numbers(1, 64, 8)), Weight(on, 64, 16))), 3e-5);

    [Test]
    public void RealSizes()
    {
        if (IsEmulator)
            Assert.Ignore("real sizes are for PoCL");
        AssertSame(on => Results(Ops.Recurrent(new LstmOp(), on(Numbers(0, 28, 16, 64)), on(Numbers(1, 256, 64)), Weight(on, 256, 64), on(Numbers(3, 256)), on(Numbers(4, 256)))), 1e-4);
        AssertSame(on => Results(Ops.Recurrent(new LstmOp(), on(Numbers(0, 10, 1, 64)), on(Numbers(1, 2048, 64)), Weight(on, 2048, 512), on(Numbers(3, 2048)), on(Numbers(4, 2048)))), 1e-4);
    }

    void Check(RecurrentOp op, int hidden, int batch)
    {
        int gates = op.Gates * hidden;
        AssertSame(
            on => Results(Ops.Recurrent(
                op, on(Numbers(0, 3, batch, 8)), on(Numbers(1, gates, 8)), Weight(on, gates, hidden), on(Numbers(3, gates)), on(Numbers(4, gates)),
                on(Numbers(5, batch, hidden)), op.HasCellState ? on(Numbers(6, batch, hidden)) : null)), 3e-5);
        AssertSame(on => Results(Ops.Recurrent(op, on(Numbers(0, 2, batch, 7)), on(Numbers(1, gates, 7)), Weight(on, gates, hidden))), 3e-5);
    }

    // As small as layers have them, so that states do not run off to where everything is 1.
    static Tensor Weight(Func<Tensor, Tensor> on, int gates, int hidden) => on(Ops.Mul(Numbers(2, gates, hidden), 1 / Math.Sqrt(hidden)));

    static Tensor[] Results((Tensor Output, Tensor H, Tensor? C) results) => results.C is { } c ? [results.Output, results.H, c] : [results.Output, results.H];
}
