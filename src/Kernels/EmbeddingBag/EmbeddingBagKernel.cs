using System.Numerics;
using PtFormat.Tensors;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>y[b] = the sum over i from offsets[b] to below offsets[b + 1] of weight[index[i]] * factor[i], their mean, or the greatest of each element.</summary>
sealed class EmbeddingBagKernel<T>(EmbeddingBagOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "embedding_bag reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Shape table = inputs[0]!.Shape;
        int width = (int)table[1], bags = (int)outputs[0].Shape[0];
        ReadOnlySpan<T> weight = inputs[0]!.Borrow<T>(), factors = inputs[3].BorrowOrEmpty<T>();
        ReadOnlySpan<long> index = inputs[1]!.Borrow<long>(), offsets = inputs[2]!.Borrow<long>();
        if (offsets[0] != 0)
            throw new ArgumentException($"embedding_bag: the first offset is {offsets[0]}, expected 0");
        int wrong = IndexCheck.FirstOutside(index, 0, table[0]);
        if (wrong >= 0)
            throw IndexCheck.Outside("embedding_bag", index[wrong], wrong, 0, table);
        Span<T> y = outputs[0].BorrowForWriting<T>();
        y.Clear();
        for (int b = 0; b < bags; b++)
        {
            long start = offsets[b], end = b + 1 < offsets.Length ? offsets[b + 1] : index.Length;
            if (start > end || end > index.Length)
                throw new ArgumentException($"embedding_bag: bag {b} goes from offset {start} to {end} of {index.Length} indices");
            Span<T> bag = y.Slice(b * width, width);
            int count = 0;
            for (int i = (int)start; i < end; i++)
            {
                if (index[i] == op.PaddingIdx)
                    continue;
                ReadOnlySpan<T> vector = weight.Slice((int)index[i] * width, width);
                if (op.Mode != BagMode.Max)
                    Primitives.MultiplyAdd(vector, factors.IsEmpty ? T.One : factors[i], bag, bag);
                else if (count == 0)
                    vector.CopyTo(bag);
                else
                    Primitives.Max(bag, vector, bag);
                count++;
            }
            if (op.Mode == BagMode.Mean && count > 0)
                Primitives.Divide(bag, T.CreateTruncating(count), bag);
        }
    }
}
