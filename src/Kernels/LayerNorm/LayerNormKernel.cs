using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Input and output are dense [items, L]; for each item y[i] = (x[i] - mean) / sqrt(variance + eps) * weight[i] + bias[i], where
/// the root mean square form takes mean 0 and the mean of squares. Moments are taken in double precision. Threads take items.
/// </summary>
sealed unsafe class LayerNormKernel<T>(LayerNormOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    // About 10 microseconds of work.
    const int Grain = 1 << 15;

    public override string Name => $"{op.Name} by items";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int length = 1;
        foreach (long size in outputs[0].Shape.AsSpan()[^op.Dimensions..])
            length *= (int)size;
        fixed (T* x = inputs[0]!.Borrow<T>(), weight = inputs[1].BorrowOrEmpty<T>(), bias = inputs[2].BorrowOrEmpty<T>(), y = outputs[0].BorrowForWriting<T>())
        {
            Job job = new()
            {
                X = x,
                Weight = weight,
                Bias = bias,
                Y = y,
                Length = length,
                Items = (int)(outputs[0].ElementCount / length),
                ItemsPerPart = Math.Max(1, Grain / length),
                Eps = op.Eps,
                IsRms = op.IsRms,
            };
            Work.For((job.Items + job.ItemsPerPart - 1) / job.ItemsPerPart, ref job);
        }
    }

    struct Job : IJob
    {
        public T* X, Weight, Bias, Y;
        public int Length, Items, ItemsPerPart;
        public double Eps;
        public bool IsRms;

        public readonly void Run(int part, int lane)
        {
            for (int item = part * ItemsPerPart; item < Math.Min((part + 1) * ItemsPerPart, Items); item++)
            {
                T* x = X + (nint)item * Length;
                ReadOnlySpan<T> elements = new(x, Length);
                (double mean, double variance) = IsRms ? (0, RowMoments.MeanSquare(elements)) : RowMoments.Of(elements);
                Normalize(x, T.CreateTruncating(mean), T.CreateTruncating(1 / Math.Sqrt(variance + Eps)), Weight, Bias, Y + (nint)item * Length, Length);
            }
        }
    }

    // Each product is rounded, so that no width of registers changes a bit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Normalize(T* x, T mean, T scale, T* weight, T* bias, T* y, nint count)
    {
        nint i = 0;
        Vector<T> means = new(mean), scales = new(scale);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> value = (Vector.Load(x + i) - means) * scales;
            if (weight != null)
                value *= Vector.Load(weight + i);
            if (bias != null)
                value += Vector.Load(bias + i);
            value.Store(y + i);
        }
        for (; i < count; i++)
        {
            T value = (x[i] - mean) * scale;
            if (weight != null)
                value *= weight[i];
            y[i] = bias == null ? value : value + bias[i];
        }
    }
}
