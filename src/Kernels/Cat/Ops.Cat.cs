using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Tensors one after the other along a dimension, which may count from the end; dtypes are promoted.</summary>
    /// <exception cref="ArgumentException">No tensors, their dtypes have no common one, or their ranks or other sizes differ.</exception>
    public static Tensor Cat(ReadOnlySpan<Tensor> tensors, int dimension = 0)
    {
        // PyTorch lets a tensor of shape [0] join anything: it is what an empty list becomes.
        Tensor[] parts = [.. tensors.ToArray().Where(t => t.Shape != [0])];
        if (parts.Length == 0)
            return tensors.Length > 0 ? tensors[0] : throw new ArgumentException("cat: no tensors were given");
        Tensor first = parts[0];
        CatOp op = new(first.Shape.NormalizeDimension(dimension));
        DType dtype = TypePromotion.ResultType([.. tensors.ToArray().Select(t => (Operand)t)]);
        long[] sizes = [.. first.Shape];
        sizes[op.Dimension] = 0;
        foreach (Tensor part in parts)
        {
            bool fits = part.Rank == first.Rank;
            for (int i = 0; fits && i < first.Rank; i++)
                fits = i == op.Dimension || part.Shape[i] == first.Shape[i];
            if (!fits)
                throw new ArgumentException($"cat: {part.Shape} and {first.Shape} differ in more than dimension {op.Dimension}");
            sizes[op.Dimension] = checked(sizes[op.Dimension] + part.Shape[op.Dimension]);
        }
        return Run(op, dtype, Shape.Create(sizes), [.. parts.Select(part => Cast(part, dtype))]);
    }

    /// <summary>Tensors of one shape side by side along a new dimension.</summary>
    /// <exception cref="ArgumentException">No tensors, or their shapes differ.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int dimension = 0)
    {
        Tensor[] parts = tensors.ToArray();
        foreach (Tensor part in parts)
            if (part.Shape != parts[0].Shape)
                throw new ArgumentException($"stack: {part.Shape} and {parts[0].Shape} differ");
        return Cat([.. parts.Select(part => part.Unsqueeze(dimension))], dimension);
    }
}
