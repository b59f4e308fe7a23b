using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Input and output are dense [N, C, inner]; one plane of inner elements at a time:
/// y = (x - mean[c]) * (weight[c] / sqrt(variance[c] + eps)) + bias[c], the factor in double precision. Threads take planes.
/// </summary>
sealed unsafe class BatchNormKernel<T>(double eps) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    // About 10 microseconds of memory traffic.
    const int GrainElements = 1 << 16;

    public override string Name => "batch_norm by planes";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        fixed (T* x = inputs[0]!.Borrow<T>(), mean = inputs[1]!.Borrow<T>(), variance = inputs[2]!.Borrow<T>())
        fixed (T* weight = inputs[3].BorrowOrEmpty<T>(), bias = inputs[4].BorrowOrEmpty<T>(), y = outputs[0].BorrowForWriting<T>())
        {
            int planes = checked((int)(outputs[0].Shape[0] * outputs[0].Shape[1])), inner = (int)(outputs[0].ElementCount / planes);
            Job job = new()
            {
                X = x,
                Mean = mean,
                Variance = variance,
                Weight = weight,
                Bias = bias,
                Y = y,
                Eps = eps,
                Planes = planes,
                Channels = (int)outputs[0].Shape[1],
                Inner = inner,
                PlanesPerPart = Math.Max(1, GrainElements / inner),
            };
            Work.For((planes + job.PlanesPerPart - 1) / job.PlanesPerPart, ref job);
        }
    }

    struct Job : IJob
    {
        public T* X, Mean, Variance, Weight, Bias, Y;
        public double Eps;
        public int Planes, Channels, Inner, PlanesPerPart;

        public readonly void Run(int part, int lane)
        {
            for (int plane = part * PlanesPerPart; plane < Math.Min((part + 1) * PlanesPerPart, Planes); plane++)
            {
                int c = plane % Channels;
                nint start = (nint)plane * Inner;
                double factor = 1 / Math.Sqrt(double.CreateTruncating(Variance[c]) + Eps);
                T scale = T.CreateTruncating(Weight == null ? factor : factor * double.CreateTruncating(Weight[c]));
                Affine(X + start, Mean[c], scale, Bias == null ? T.Zero : Bias[c], Y + start, Inner);
            }
        }
    }

    /// <summary>(x - mean) * scale + bias of every element.</summary>
    public static void Affine(ReadOnlySpan<T> x, T mean, T scale, T bias, Span<T> y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, x.Length);
        fixed (T* from = x, to = y)
            Affine(from, mean, scale, bias, to, x.Length);
    }

    // Each product is rounded, so that no width of registers changes a bit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Affine(T* x, T mean, T scale, T bias, T* y, nint count)
    {
        nint i = 0;
        Vector<T> means = new(mean), scales = new(scale), biases = new(bias);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            ((Vector.Load(x + i) - means) * scales + biases).Store(y + i);
        for (; i < count; i++)
            y[i] = (x[i] - mean) * scale + bias;
    }
}
