using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// out[p, y, x] = the largest in[p, y * stride - padding + ky * dilation, …] over ky, kx inside the plane, where a NaN is
/// larger than any number (PyTorch: <c>val > max || isnan(val)</c>, from minus infinity). Planes p are dense and row-major.
/// </summary>
static class MaxPool2dReference
{
    public static void Run<T>(MaxPool2dOp op, Shape inputShape, Shape outputShape, ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int planes = Int(inputShape[0] * inputShape[1]), height = Int(inputShape[2]), width = Int(inputShape[3]);
        int outHeight = Int(outputShape[2]), outWidth = Int(outputShape[3]);
        int next = 0;
        for (int p = 0; p < planes; p++)
        {
            ReadOnlySpan<T> plane = input.Slice(p * height * width, height * width);
            for (int y = 0; y < outHeight; y++)
            {
                Window rows = Window.At(y, op.Kernel.Height, op.Stride.Height, op.Padding.Height, op.Dilation.Height, height);
                for (int x = 0; x < outWidth; x++)
                {
                    Window columns = Window.At(x, op.Kernel.Width, op.Stride.Width, op.Padding.Width, op.Dilation.Width, width);
                    output[next++] = Max(plane, width, rows, columns);
                }
            }
        }
    }

    static T Max<T>(ReadOnlySpan<T> plane, int width, Window rows, Window columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T max = T.NegativeInfinity;
        for (long y = rows.First; y < rows.End; y += rows.Step)
        {
            ReadOnlySpan<T> row = plane.Slice((int)y * width, width);
            for (long x = columns.First; x < columns.End; x += columns.Step)
                if (row[(int)x] > max || T.IsNaN(row[(int)x]))
                    max = row[(int)x];
        }
        return max;
    }

    /// <summary>The positions of one window that lie inside the plane.</summary>
    readonly record struct Window(long First, long End, int Step)
    {
        public static Window At(int index, int kernel, int stride, int padding, int dilation, int size)
        {
            long start = (long)index * stride - padding, end = start + (kernel - 1L) * dilation + 1;
            long first = start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
            return new(first, Math.Min(end, size), dilation);
        }
    }
}
