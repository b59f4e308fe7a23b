using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>What indices must be.</summary>
static class IndexCheck
{
    /// <summary>The position of the first index that is not from <paramref name="least"/> to below <paramref name="end"/>, or -1.</summary>
    public static int FirstOutside(ReadOnlySpan<long> index, long least, long end)
    {
        for (int i = 0; i < index.Length; i++)
            if (index[i] < least || index[i] >= end)
                return i;
        return -1;
    }

    public static ArgumentOutOfRangeException Outside(string name, long index, long position, int dimension, Shape shape) =>
        new(null, $"{name}: index {index} (element {position} of the indices) is outside dimension {dimension} of {shape}, which has {shape[dimension]} positions");
}
