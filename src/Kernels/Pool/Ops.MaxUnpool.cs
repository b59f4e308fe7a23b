using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Elements put back to the positions that max-pooling took them from, zeros elsewhere; of several for one position the last stays.</summary>
    /// <param name="x">[N, C, …] or [C, …].</param>
    /// <param name="indices">int64 of the same shape: positions within the last dimensions of the output.</param>
    /// <param name="size">The last one, two or three sizes of the output.</param>
    /// <exception cref="ArgumentException">The shapes differ, the rank does not fit, or a size is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the output.</exception>
    public static Tensor MaxUnpool(Tensor x, Tensor indices, params ReadOnlySpan<long> size)
    {
        int rank = size.Length;
        string name = $"max_unpool{rank}d";
        if (rank is < 1 or > 3)
            throw new ArgumentException($"max_unpool: the size {Shape.Format(size)} has {rank} dimensions, 1, 2 or 3 were needed");
        HasBatch(name, rank, x);
        if (indices.Shape != x.Shape || indices.DType != DType.Int64)
            throw new ArgumentException($"{name}: input is {x.Shape}, the indices are {indices.DType.Name()} {indices.Shape}: int64 of the same shape was needed");
        ReadOnlySpan<long> leading = x.Shape.AsSpan()[..^rank];
        long planes = Shape.Create(leading).ElementCount, volume = Shape.Create(size).ElementCount, count = Shape.Create(x.Shape.AsSpan()[^rank..]).ElementCount;
        Tensor zeros = OnDevice(Tensor.Zeros([], x.DType), x.Device).Expand(planes, volume);
        return Scatter(zeros, 1, Reshape(indices, planes, count), Reshape(x, planes, count)).View([.. leading, .. size]);
    }
}
