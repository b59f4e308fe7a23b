using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests.MatMul;

[TestFixtureSource(nameof(Devices))]
sealed class MatrixProductTests(string device) : KernelTestBase(device)
{
    [TestCase(5, 7, 9)]
    [TestCase(1, 1, 1)]
    [TestCase(33, 65, 16)]
    [TestCase(12, 20, 40)]
    [TestCase(1, 30, 44)]
    [TestCase(40, 1, 44)]
    public void Matrices(int m, int n, int k) => AssertSame(on => [Ops.MatMul(on(Numbers(0, m, k)), on(Numbers(1, k, n)))]);

    [Test]
    public void TransposedOperands() => AssertSame(on =>
        [Ops.MatMul(on(Numbers(0, 12, 20)).Transpose(0, 1), on(Numbers(1, 24, 12)).Transpose(0, 1)), Ops.MatMul(on(Numbers(0, 13, 21)).Transpose(0, 1), on(Numbers(1, 23, 13)).Transpose(0, 1))]);

    [Test]
    public void Batches() => AssertSame(on =>
        [Ops.MatMul(on(Numbers(0, 3, 5, 8)), on(Numbers(1, 3, 8, 6))), Ops.MatMul(on(Numbers(0, 2, 3, 5, 8)), on(Numbers(1, 3, 8, 6))), Ops.MatMul(on(Numbers(0, 2, 1, 9, 4)), on(Numbers(1, 1, 3, 4, 9)))]);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(40)]
    public void LinearLayers(int rows) => AssertSame(on =>
        [Ops.Linear(on(Numbers(0, rows, 44)), on(Numbers(1, 19, 44)), on(Numbers(2, 19))), Ops.Linear(on(Numbers(0, rows, 43)), on(Numbers(1, 20, 43))), Ops.Linear(on(Numbers(3, 2, rows, 8)), on(Numbers(1, 3, 8)))]);

    [Test]
    public void FusedActivations() => AssertSame(on =>
    [
        Ops.Linear(on(Numbers(0, 3, 8)), on(Numbers(1, 5, 8)), on(Numbers(2, 5)), new() { Then = new ActivationOf<Sigmoid>(default) }),
        Ops.Linear(on(Numbers(0, 11, 8)), on(Numbers(1, 5, 8)), on(Numbers(2, 5)), new() { Then = new ActivationOf<Tanh>(default) }),
    ]);

    [Test]
    public void OperandsThatStartAnywhere() => AssertSame(on =>
        [Ops.MatMul(on(Numbers(0, 20, 17)).Narrow(0, 1, 12).Narrow(1, 1, 16), on(Numbers(1, 17, 21)).Narrow(0, 1, 16).Narrow(1, 1, 20))]);

    [Test]
    public void ManyTermsInParts()
    {
        // Few elements with long sums: parts are for several multiprocessors.
        if (IsEmulator)
            UseFourProcessors();
        AssertSame(on => [Ops.Linear(on(Numbers(0, 9, 1100)), on(Numbers(1, 20, 1100)), on(Numbers(2, 20)), new() { Then = new ActivationOf<Relu>(default) })], 3e-5);
        if (IsEmulator)
            Assert.That(Device.Find(new LinearOp(), [new(DType.Float32, Layout.Dense([9, 1100])), new(DType.Float32, Layout.Dense([20, 1100])), null], [new(DType.Float32, Layout.Dense([9, 20]))])!.Name, Does.Contain("in 4 parts"));
    }

    [Test]
    public void RealSizes()
    {
        if (IsEmulator)
            Assert.Ignore("real sizes are for PoCL");
        AssertSame(on => [Ops.MatMul(on(Numbers(0, 300, 500)), on(Numbers(1, 500, 260))), Ops.Linear(on(Numbers(0, 257, 400)), on(Numbers(1, 120, 400)), on(Numbers(2, 120)))], 3e-5);
    }

    [Test]
    public void Tf32IsAsked()
    {
        if (!IsEmulator)
        {
            Assert.That(() => Device.Precision = GpuPrecision.Tf32x3, Throws.TypeOf<NotSupportedException>().With.Message.Contains("matrix units"));
            return;
        }
        Device.Precision = GpuPrecision.Tf32x3;
        try
        {
            AssertSame(on => [Ops.Linear(on(Numbers(0, 12, 16)), on(Numbers(1, 17, 16)), on(Numbers(2, 17)))]);
        }
        finally
        {
            Device.Precision = GpuPrecision.Float32;
        }
    }
}
