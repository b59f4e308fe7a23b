using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Elementwise;

/// <summary>Work that is shared out: every element is there, whatever the layout, the dtype and the number of threads.</summary>
[NonParallelizable]
public sealed class ElementwiseKernelTests
{
    // Two whole parts and a piece, in rows that no part or block ends with.
    const int Rows = 391, Columns = 337;

    int _threads;

    [SetUp]
    public void Remember() => _threads = Work.Threads;

    [TearDown]
    public void Restore() => Work.Threads = _threads;

    [Test]
    public void PartsMeet([Values(1, 2, 3)] int threads, [Values(DType.Float32, DType.Float64, DType.BFloat16, DType.Int32, DType.UInt8)] DType dtype)
    {
        Work.Threads = threads;
        Tensor x = Numbers([Rows, Columns], dtype), row = Numbers([Columns], dtype), column = Numbers([Rows, 1], dtype);
        double[] xs = Doubles(x), rows = Doubles(row), columns = Doubles(column);
        Check(Ops.Add(x, x), (i, _) => xs[i] + xs[i]);
        Check(Ops.Add(x, row), (i, at) => xs[i] + rows[at.Column]);
        Check(Ops.Add(column, x), (i, at) => columns[at.Row] + xs[i]);
        Check(Ops.Add(x, 3), (i, _) => xs[i] + 3);
        Check(Ops.Add(Numbers([Columns, Rows], dtype).Transpose(0, 1), row), (_, at) => (at.Column * Rows + at.Row) % 50 + rows[at.Column]);
        Check(Ops.Where(Ops.Gt(x, 20), row, column), (i, at) => xs[i] > 20 ? rows[at.Column] : columns[at.Row]);
    }

    [Test]
    public void WhatIsLargerThanTheCacheIsWrittenPastIt([Values(1, 2)] int threads)
    {
        Work.Threads = threads;
        // The output starts at a line of the cache, its last block ends inside of one.
        float[] values = new float[(1 << 22) + 12345];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 1001 - 500;
        float[] relu = Ops.Relu(Tensor.From<float>(values, [values.Length])).ToArray<float>();
        for (int i = 0; i < values.Length; i++)
            if (relu[i] != Math.Max(values[i], 0))
                Assert.Fail($"element {i} of {values[i]} is {relu[i]}");
    }

    [Test]
    public void TheFirstZeroAmongDivisorsIsNamed([Values(1, 2, 3)] int threads)
    {
        Work.Threads = threads;
        int[] divisors = new int[Rows * Columns];
        divisors.AsSpan().Fill(7);
        (divisors[70_000], divisors[70_001], divisors[131_000]) = (0, 0, 0);
        Tensor y = Tensor.From<int>(divisors, [divisors.Length]);
        Assert.That(() => Ops.Div(y, y, DivRounding.Floor), Throws.TypeOf<DivideByZeroException>().With.Message.Contains("element 70000 of"));
    }

    static Tensor Numbers(Shape shape, DType dtype) =>
        Tensor.From<int>([.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => i % 50)], shape).To(dtype);

    static double[] Doubles(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();

    static void Check(Tensor actual, Func<int, (int Row, int Column), double> expected)
    {
        double[] found = Doubles(actual);
        Assert.That(found, Has.Length.EqualTo(Rows * Columns));
        for (int i = 0; i < found.Length; i++)
            if (found[i] != expected(i, (i / Columns, i % Columns)))
                Assert.Fail($"element {i} is {found[i]}, expected {expected(i, (i / Columns, i % Columns))}");
    }
}
