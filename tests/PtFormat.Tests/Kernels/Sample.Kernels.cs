using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <content>Kernels run as a backend runs them, but chosen by the test.</content>
static partial class Sample
{
    /// <summary>The widths of registers that vector kernels are made for and that this processor has.</summary>
    public static IEnumerable<int> Widths => Processor.Choices.Where(bits => bits >= 128);

    /// <summary>Runs a kernel on a workspace and an output that hold NaN before, so that what is not written shows.</summary>
    public static Tensor RunKernel(Kernel kernel, Shape output, params Tensor?[] inputs)
    {
        Tensor y = Full(output);
        Storage? workspace = kernel.WorkspaceBytes == 0 ? null : Full([kernel.WorkspaceBytes / sizeof(float) + 1]).Storage;
        kernel.Run(inputs, [y], workspace);
        // As a backend does: memory goes back when its storage is no longer referred to.
        GC.KeepAlive(workspace);
        GC.KeepAlive(inputs);
        GC.KeepAlive(y);
        return y;

        static Tensor Full(Shape shape)
        {
            float[] values = new float[shape.ElementCount];
            values.AsSpan().Fill(float.NaN);
            return Tensor.From<float>(values, shape);
        }
    }

    /// <summary>Makes a kernel for each number of threads, runs it and fails unless all give the same bits.</summary>
    public static Tensor RunOnThreads(Func<Kernel> make, Shape output, params Tensor?[] inputs)
    {
        int before = Work.Threads;
        try
        {
            Tensor? first = null;
            for (int threads = 1; threads <= 3; threads++)
            {
                Work.Threads = threads;
                Tensor y = RunKernel(make(), output, inputs);
                if (first is null)
                    first = y;
                else
                    AssertSame(y, first);
            }
            return first!;
        }
        finally
        {
            Work.Threads = before;
        }
    }

    /// <summary>Fails unless every element differs from the wanted one by at most a share of the largest magnitude there is.</summary>
    /// <param name="actual">What is.</param>
    /// <param name="expected">What should be.</param>
    /// <param name="share">Of the largest magnitude.</param>
    /// <param name="what">What it is of.</param>
    /// <param name="least">The largest magnitude counts as at least so much: a few sums may all nearly cancel.</param>
    public static void AssertNear(Tensor actual, Tensor expected, double share, string what, double least = 0)
    {
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape), what);
        double[] found = Doubles(actual), wanted = Doubles(expected);
        double most = Math.Max(least, wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < found.Length; i++)
            if (found[i] != wanted[i] && !(Math.Abs(found[i] - wanted[i]) <= share * most))
                Assert.Fail($"{what}: element {i} of {expected.Shape} is {found[i]}, {wanted[i]} within {share * most} was expected");
    }
}
