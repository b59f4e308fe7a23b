using System.Globalization;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Models;

namespace PtFormat.Tests.Nn;

/// <summary>What a session allocates, in a process where nothing else runs: a test runner allocates by itself all the time.</summary>
static class SessionAllocations
{
    const int Batches = 64, Runs = 1000;

    /// <summary>
    /// Runs ModelNet on batches of 1 to 64 in random order with two threads, each size once before. Prints the bytes that the process
    /// allocated in 1,000 runs, and the largest difference of a result from an eager run's, relative to the largest magnitude.
    /// </summary>
    public static void Measure(TextWriter output)
    {
        Work.Threads = 2;
        DigitModel model = DigitFixtures.Model("2.14", "modelnet");
        Tensor[] inputs = new Tensor[Batches], outputs = new Tensor[Batches];
        for (int i = 0; i < Batches; i++)
            (inputs[i], outputs[i]) = (model.Prepare(DigitFixtures.Images[..(i + 1)]), Tensor.Zeros([i + 1, 10]));
        InferenceSession session = InferenceSession.Compile(model.Network, inputs[0]);
        foreach (int i in Order(1))
            Run(i);

        int[] order = [.. Enumerable.Range(0, Runs / Batches + 1).SelectMany(Order).Take(Runs)];
        // The runtime compiles hot loops in the background, and counts what that allocates: not while it is counted here.
        foreach (int i in order)
            Run(i);
        Thread.Sleep(300);
        long before = GC.GetTotalAllocatedBytes(true);
        foreach (int i in order)
            Run(i);
        long allocated = GC.GetTotalAllocatedBytes(true) - before;

        float difference = 0;
        for (int i = 0; i < Batches; i++)
        {
            float[] expected = model.Network.Forward(inputs[i]).ToArray<float>();
            difference = Math.Max(difference, outputs[i].ToArray<float>().Zip(expected, (a, b) => MathF.Abs(a - b)).Max() / expected.Max(MathF.Abs));
        }
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{allocated} {difference}"));

        void Run(int i) => session.Run(new ReadOnlySpan<Tensor>(in inputs[i]), new ReadOnlySpan<Tensor>(in outputs[i]));
    }

    static int[] Order(int seed)
    {
        int[] order = [.. Enumerable.Range(0, Batches)];
        new Random(seed).Shuffle(order);
        return order;
    }
}
