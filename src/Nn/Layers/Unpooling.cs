using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The output sizes of unpooling.</summary>
static class Unpooling
{
    /// <summary>What the windows span, or the given sizes where they are less than a stride from that.</summary>
    public static long[] Size(string name, Tensor x, ReadOnlySpan<int> kernel, ReadOnlySpan<int> stride, ReadOnlySpan<int> padding, int[]? given)
    {
        int rank = kernel.Length;
        if (x.Rank != rank + 1 && x.Rank != rank + 2)
            throw new ArgumentException($"{name}: input has {x.Rank} dimensions {x.Shape}, expected {rank + 2}, or {rank + 1} without batch");
        long[] sizes = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long spanned = checked((x.Shape[i - rank] - 1) * stride[i] - 2L * padding[i] + kernel[i]);
            sizes[i] = given?[i] ?? spanned;
            if (sizes[i] < 0 || Math.Abs(sizes[i] - spanned) >= stride[i] && given is not null)
                throw new ArgumentException($"{name}: output size {(given is null ? spanned : new OneOrMore<int>(given))} of input {x.Shape}: in dimension {x.Rank - rank + i} it can be {Math.Max(0, spanned - stride[i] + 1)} to {spanned + stride[i] - 1}");
        }
        return sizes;
    }
}
