using System.Numerics;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>
/// out[o, k, i] = exp(in[o, k, i] - max) / sum over k of the same, max and sum over k; or its logarithm, in - max - log(sum). Arrays are dense [outer, count, inner];
/// where inner is more than one, rows of it are worked on side by side, and the workspace holds one row.
/// </summary>
static class SoftmaxReference
{
    public static void Run<T>(bool isLog, int count, int inner, ReadOnlySpan<T> input, Span<T> output, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int block = count * inner;
        for (int start = 0; start < input.Length; start += block)
            if (inner == 1)
                Line(isLog, input.Slice(start, block), output.Slice(start, block));
            else
                Block(isLog, count, inner, input.Slice(start, block), output.Slice(start, block), row[..inner]);
    }

    static void Line<T>(bool isLog, ReadOnlySpan<T> input, Span<T> output) where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Subtracting the largest keeps exp from overflowing and changes no quotient.
        Primitives.Subtract(input, Primitives.Max(input), output);
        if (isLog)
        {
            T sum = T.Zero;
            foreach (T x in output)
                sum += T.Exp(x);
            Primitives.Subtract(output, T.Log(sum), output);
            return;
        }
        Primitives.Exp(output, output);
        Primitives.Divide(output, Primitives.Sum<T>(output), output);
    }

    static void Block<T>(bool isLog, int count, int inner, ReadOnlySpan<T> input, Span<T> output, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        input[..inner].CopyTo(row);
        for (int k = 1; k < count; k++)
            Primitives.Max(input.Slice(k * inner, inner), row, row);
        for (int k = 0; k < count; k++)
            Primitives.Subtract(input.Slice(k * inner, inner), row, output.Slice(k * inner, inner));
        if (isLog)
        {
            for (int i = 0; i < inner; i++)
            {
                T sum = T.Zero;
                for (int k = 0; k < count; k++)
                    sum += T.Exp(output[k * inner + i]);
                row[i] = T.Log(sum);
            }
            for (int k = 0; k < count; k++)
                Primitives.Subtract(output.Slice(k * inner, inner), row, output.Slice(k * inner, inner));
            return;
        }
        Primitives.Exp(output, output);
        output[..inner].CopyTo(row);
        for (int k = 1; k < count; k++)
            Primitives.Add(row, output.Slice(k * inner, inner), row);
        for (int k = 0; k < count; k++)
            Primitives.Divide(output.Slice(k * inner, inner), row, output.Slice(k * inner, inner));
    }
}
