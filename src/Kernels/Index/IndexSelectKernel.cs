using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// out[o, n, :] = in[o, index[n], :] as bytes, so for every dtype; seen as [outer, dimension, inner], rows of inner elements are
/// copied whole.
/// </summary>
sealed class IndexSelectKernel(int dimension) : Kernel
{
    public override string Name => "index_select rows";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        (Tensor x, Tensor output) = (inputs[0]!, outputs[0]);
        ReadOnlySpan<long> index = inputs[1]!.Borrow<long>();
        int size = x.DType.ItemSize(), count = Int(x.Shape[dimension]);
        long inner = size;
        for (int i = dimension + 1; i < x.Rank; i++)
            inner *= x.Shape[i];
        int row = Int(inner), outer = Int(output.ElementCount * size / (inner * index.Length));
        int bad = IndexCheck.FirstOutside(index, 0, count);
        if (bad >= 0)
            throw IndexCheck.Outside("index_select", index[bad], bad, dimension, x.Shape);
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<byte> source = x.Storage.BorrowBytes(x.Layout.Offset * size + (long)o * count * row, Int((long)count * row));
            Span<byte> target = output.Storage.BorrowBytesForWriting(output.Layout.Offset * size + (long)o * index.Length * row, Int((long)index.Length * row));
            for (int i = 0; i < index.Length; i++)
                source.Slice((int)index[i] * row, row).CopyTo(target[(i * row)..]);
        }
    }
}
