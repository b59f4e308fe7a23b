using System.Numerics;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>The inner loops of all convolutions: one element of the kernel meets a row.</summary>
static class ConvolutionRows
{
    /// <summary>The positions i from 0 up to a count for which start + i * stride lies inside 0 … size - 1.</summary>
    public static (int First, int End) Inside(long start, int stride, int size, int count)
    {
        long first = start >= 0 ? 0 : (-start + stride - 1) / stride;
        long end = start >= size ? 0 : (size - 1 - start) / stride + 1;
        return ((int)Math.Min(first, count), (int)Math.Min(end, count));
    }

    /// <summary>to[i] += factor * from[i * step]</summary>
    public static void Gather<T>(ReadOnlySpan<T> from, int step, T factor, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
            Primitives.MultiplyAddEstimate(from[..to.Length], factor, to, to);
        else
            for (int i = 0; i < to.Length; i++)
                to[i] = T.MultiplyAddEstimate(from[i * step], factor, to[i]);
    }

    /// <summary>to[i * step] += factor * from[i]</summary>
    public static void Scatter<T>(ReadOnlySpan<T> from, int step, T factor, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
            Primitives.MultiplyAddEstimate(from, factor, to[..from.Length], to[..from.Length]);
        else
            for (int i = 0; i < from.Length; i++)
                to[i * step] = T.MultiplyAddEstimate(from[i], factor, to[i * step]);
    }
}
