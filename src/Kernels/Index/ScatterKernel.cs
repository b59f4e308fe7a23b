using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Puts elements to places along lines of index, source and output side by side, in order.</summary>
sealed class ScatterKernel<T, TFunction>(ScatterOp op) : Kernel
    where T : unmanaged
    where TFunction : struct, IScatterFunction<T>
{
    public override string Name => "scatter lines";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        (Tensor x, Tensor index, Tensor source, Tensor output) = (inputs[0]!, inputs[1]!, inputs[2]!, outputs[0]);
        x.CopyTo(output);
        if (!op.IncludeSelf)
            Put<Clearing>(index, source, output);
        Put<TFunction>(index, source, output);
    }

    void Put<F>(Tensor indices, Tensor sources, Tensor outputs) where F : struct, IScatterFunction<T>
    {
        ReadOnlySpan<long> index = indices.Borrow<long>();
        ReadOnlySpan<T> source = sources.Borrow<T>();
        Span<T> output = outputs.BorrowForWriting<T>();
        Lines at = new(indices.Layout, op.Dimension), from = new(sources.Within(indices.Shape, -1).Layout, op.Dimension);
        Lines to = new(outputs.Within(indices.Shape, op.Dimension).Layout, op.Dimension);
        long end = outputs.Shape[op.Dimension], position = 0;
        while (at.MoveNext() && from.MoveNext())
        {
            to.MoveNext();
            for (int i = 0; i < at.Count; i++, position++)
            {
                long k = index[at.Current + i * at.Stride];
                if ((ulong)k >= (ulong)end)
                    throw IndexCheck.Outside(op.Name, k, position, op.Dimension, outputs.Shape);
                ref T place = ref output[to.Current + (int)k * to.Stride];
                place = F.Join(place, source[from.Current + i * from.Stride]);
            }
        }
    }

    readonly struct Clearing : IScatterFunction<T>
    {
        public static T Identity => TFunction.Identity;

        public static T Join(T old, T next) => TFunction.Identity;
    }
}
