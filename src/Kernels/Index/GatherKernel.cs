using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Picks along lines of index, input and output side by side, for every layout and dtype.</summary>
sealed class GatherKernel(int dimension) : Kernel
{
    public override string Name => "gather lines";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Gathering visitor = new() { X = inputs[0]!, Index = inputs[1]!, Output = outputs[0], Dimension = dimension };
        (long index, long position) = Items.Visit<Gathering, (long, long)>(visitor.X.DType.ItemSize(), ref visitor);
        if (position >= 0)
            throw IndexCheck.Outside("gather", index, position, dimension, visitor.X.Shape);
    }

    struct Gathering : IDTypeVisitor<(long Index, long Position)>
    {
        public Tensor X, Index, Output;
        public int Dimension;

        public readonly (long Index, long Position) Visit<T>() where T : unmanaged
        {
            ReadOnlySpan<T> x = X.Storage.Borrow<T>(X.Layout.Offset, X.ElementCount == 0 ? 0 : X.Layout.RequiredElements - X.Layout.Offset);
            ReadOnlySpan<long> index = Index.Borrow<long>();
            Span<T> output = Output.BorrowForWriting<T>();
            Lines from = new(X.Within(Index.Shape, Dimension).Layout, Dimension), at = new(Index.Layout, Dimension), to = new(Output.Layout, Dimension);
            long end = X.Shape[Dimension], position = 0;
            while (at.MoveNext() && to.MoveNext())
            {
                from.MoveNext();
                for (int i = 0; i < at.Count; i++, position++)
                {
                    long k = index[at.Current + i * at.Stride];
                    if ((ulong)k >= (ulong)end)
                        return (k, position);
                    output[to.Current + i * to.Stride] = x[from.Current + (int)k * from.Stride];
                }
            }
            return (0, -1);
        }
    }
}
