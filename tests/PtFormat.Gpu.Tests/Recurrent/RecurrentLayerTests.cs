using NUnit.Framework;
using PtFormat.Kernels;
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

    // A sequence to a group; a warp to an element; products of all sequences.
    [Test]
    public void Layers([Values("lstm", "gru", "tanh", "relu")] string kind, [Values(20, 68, 132)] int hidden, [Values] bool isReverse) =>
        Check(Op(kind, isReverse, null), hidden, batch: 2);

    [Test]
    public void ManySequences([Values("lstm", "gru")] string kind, [Values(132, 134)] int hidden) => Check(Op(kind, false, null), hidden, batch: 9);

    [Test]
    public void PackedSequences([Values("lstm", "gru")] string kind, [Values(16, 132, 134)] int hidden, [Values] bool isReverse)
    {
        RecurrentOp op = Op(kind, isReverse, Packed);
        int gates = op.Gates * hidden;
        AssertSame(on => Results(Ops.Recurrent(
            op, on(Numbers(0, Packed.Total, 5)), on(Numbers(1, gates, 5)), Weight(on, gates, hidden), on(Numbers(3, gates)), on(Numbers(4, gates)),
            on(Numbers(5, 3, hidden)), op.HasCellState ? on(Numbers(6, 3, hidden)) : null)), 3e-5);
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
