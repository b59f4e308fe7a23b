using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.MatMul;

/// <summary>Linear maps at every width against the reference loops.</summary>
[TestFixtureSource(nameof(Widths))]
sealed class LinearKernelTests(int registerBits)
{
    static readonly int[] Widths = [.. Processor.Choices];

    [Test]
    public void EverySize([Values(1, 2, 3, 4, 13, 33)] int m, [Values(1, 2, 5, 32, 120)] int n)
    {
        foreach (int k in (int[])[1, 15, 16, 17, 400])
        {
            Tensor x = Sample.Make([m, k]), weight = Sample.Make([n, k], seed: 2), bias = Sample.Make([n], seed: 3);
            Check(x, weight, bias);
            Check(x, weight, null);
            Check(x, weight, bias, new ActivationOf<Relu>(default));
            Check(Sample.Make([m, k + 5]).Narrow(1, 2, k), Sample.Make([n, k + 3], seed: 2).Narrow(1, 3, k), bias);
        }
    }

    [Test]
    public void Float64GoesTheSameWay([Values(1, 3, 4, 13, 33)] int m, [Values(1, 5, 16, 120)] int n)
    {
        foreach (int k in (int[])[1, 15, 400, 900])
        {
            Tensor x = Double(Sample.Make([m, k])), weight = Double(Sample.Make([n, k], seed: 2)), bias = Double(Sample.Make([n], seed: 3));
            foreach (Activation? then in (Activation?[])[null, new ActivationOf<Relu>(default)])
            {
                Tensor actual = Run(registerBits, x, weight, bias, then), expected = Run(1, x, weight, bias, then);
                Assert.That(actual.ToArray<double>(), Is.EqualTo(expected.ToArray<double>()).Within(1e-15 * (10 + k)));
            }
        }

        static Tensor Double(Tensor tensor) => Ops.Cast(tensor, DType.Float64);
    }

    [Test]
    public void LongWeightsMeetFewRowsUnpacked([Values(1, 2, 3)] int m)
    {
        Tensor x = Sample.Make([m, 1025]), weight = Sample.Make([259, 1025], seed: 2), bias = Sample.Make([259], seed: 3);
        Check(x, weight, bias, new ActivationOf<LeakyRelu>(new(0.1)));
        if (registerBits > 1)
            Assert.That(new LinearOp().Find(registerBits, [x, weight, bias], [Sample.Make([m, 259])]), Is.TypeOf<DotsLinearKernel>());
    }

    [Test]
    public void NarrowWeightsAreWidenedExactly([Values(DType.BFloat16, DType.Float16)] DType dtype, [Values(1, 2, 3, 4, 8)] int m)
    {
        foreach ((int n, int k) in ((int, int)[])[(1, 1), (7, 33), (64, 100), (5, 0)])
        {
            Tensor weight = Ops.Cast(Sample.Make([n, k], seed: 2), dtype), x = Sample.Make([m, k]), bias = Sample.Make([n], seed: 3);
            Tensor actual = Run(registerBits, x, weight, bias, null), expected = Run(1, x, Ops.Cast(weight, DType.Float32), bias, null);
            Assert.That(actual.ToArray<float>(), Is.EqualTo(expected.ToArray<float>()).Within(2e-5f));
        }
    }

    [Test]
    public void ANarrowBiasIsWidenedWithItsWeight([Values(DType.BFloat16, DType.Float16)] DType dtype)
    {
        Tensor x = Sample.Make([3, 33]), weight = Ops.Cast(Sample.Make([7, 33], seed: 2), dtype), bias = Ops.Cast(Sample.Make([7], seed: 3), dtype);
        Assert.That(Ops.Linear(x, weight, bias).ToArray<float>(), Is.EqualTo(Ops.Linear(x, weight, Ops.Cast(bias, DType.Float32)).ToArray<float>()));
        Assert.That(() => Ops.Linear(x, Ops.Cast(weight, DType.Float32), bias), Throws.ArgumentException.With.Message.Contains("bias"));
    }

    [Test]
    public void EveryNarrowNumberIsWidened([Values(DType.BFloat16, DType.Float16)] DType dtype)
    {
        // All 65,536, in every lane: row i holds number i at the lane's place, where x is 1.
        float[] x = new float[16];
        for (int lane = 0; lane < 16; lane++)
        {
            ushort[] bits = new ushort[65536 * 16];
            for (int i = 0; i < 65536; i++)
                bits[16 * i + lane] = (ushort)i;
            Array.Clear(x);
            x[lane] = 1;
            Tensor weight = dtype == DType.BFloat16
                ? Tensor.From<BFloat16>([.. bits.Select(b => new BFloat16(b))], [65536, 16])
                : Tensor.From<Half>([.. bits.Select(BitConverter.UInt16BitsToHalf)], [65536, 16]);
            float[] actual = Run(registerBits, Tensor.From<float>(x, [1, 16]), weight, null, null).ToArray<float>();
            for (int i = 0; i < actual.Length; i++)
            {
                float expected = dtype == DType.BFloat16 ? new BFloat16((ushort)i) : (float)BitConverter.UInt16BitsToHalf((ushort)i);
                if (!actual[i].Equals(expected))
                    Assert.Fail($"{i:x4} in lane {lane} is {actual[i]}, expected {expected}");
            }
        }
    }

    [Test]
    public void AChangedWeightIsNoticed()
    {
        Tensor x = Sample.Make([5, 40]), weight = Sample.Make([30, 40], seed: 2), y = Sample.Make([5, 30]);
        Kernel kernel = new LinearOp().Find(registerBits, [x, weight, null], [y])!;
        CpuBackend.Instance.Run(new LinearOp(), kernel, [x, weight, null], [y]);
        weight.AsSpan<float>().Clear();
        CpuBackend.Instance.Run(new LinearOp(), kernel, [x, weight, null], [y]);
        Assert.That(y.ToArray<float>(), Is.All.Zero);
    }

    [TestCase(1, 4000, 700)]
    [TestCase(1, 400, 3000)]
    [TestCase(64, 500, 600)]
    [TestCase(600, 130, 129)]
    public void TheNumberOfThreadsDoesNotShow(int m, int k, int n)
    {
        Tensor x = Sample.Make([m, k]), weight = Sample.Make([n, k], seed: 2), bias = Sample.Make([n], seed: 3);
        int threads = Work.Threads;
        try
        {
            Work.Threads = 1;
            Tensor expected = Run(registerBits, x, weight, bias, new ActivationOf<Silu>(default));
            foreach (int number in (int[])[2, 3])
            {
                Work.Threads = number;
                Sample.AssertSame(Run(registerBits, x, weight.Clone(), bias, new ActivationOf<Silu>(default)), expected);
            }
        }
        finally
        {
            Work.Threads = threads;
        }
    }

    [Test]
    public void AKeptKernelAllocatesNothing()
    {
        Tensor x = Sample.Make([5, 40]), weight = Sample.Make([30, 40], seed: 2), y = Sample.Make([5, 30]);
        LinearOp op = new();
        Kernel kernel = op.Find(registerBits, [x, weight, null], [y])!;
        Tensor?[] inputs = [x, weight, null];
        Tensor[] outputs = [y];
        kernel.Run(inputs, outputs, null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            kernel.Run(inputs, outputs, null);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    void Check(Tensor x, Tensor weight, Tensor? bias, Activation? then = null)
    {
        Tensor actual = Run(registerBits, x, weight, bias, then), expected = Run(1, x.ToDense(), weight.ToDense(), bias, then);
        Assert.That(actual.ToArray<float>(), Is.EqualTo(expected.ToArray<float>()).Within((float)(1e-6 + 1e-7 * x.Shape[1])));
    }

    static Tensor Run(int bits, Tensor x, Tensor weight, Tensor? bias, Activation? then)
    {
        Tensor y = Tensor.Uninitialized([x.Shape[0], weight.Shape[0]], x.DType, Device.Cpu);
        LinearOp op = new() { Then = then };
        if (bits == 1)
            (x, weight) = (x.ToDense(), weight.ToDense());
        CpuBackend.Instance.Run(op, op.Find(bits, [x, weight, TensorSpec.Of(bias)], [y])!, [x, weight, bias], [y]);
        return y;
    }
}
