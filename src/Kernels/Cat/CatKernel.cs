using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// Concatenation of dense tensors as bytes, so for every dtype: seen as [outer, rest] with the rest from the growing dimension
/// on, each output row is the inputs' rows one after the other.
/// </summary>
sealed class CatKernel(int dimension) : Kernel
{
    public override string Name => "cat rows";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor output = outputs[0];
        Span<byte> to = Bytes(output);
        int outer = Int(Product(output.Shape.AsSpan()[..dimension])), outRow = to.Length / outer, start = 0;
        foreach (Tensor? input in inputs)
        {
            if (input!.ElementCount == 0)
                continue;
            int itemSize = input.DType.ItemSize();
            ReadOnlySpan<byte> from = input.Storage.BorrowBytes(input.Layout.Offset * itemSize, Int(input.ElementCount * itemSize));
            int row = from.Length / outer;
            for (int o = 0; o < outer; o++)
                from.Slice(o * row, row).CopyTo(to[(o * outRow + start)..]);
            start += row;
        }
    }

    static Span<byte> Bytes(Tensor tensor)
    {
        int itemSize = tensor.DType.ItemSize();
        return tensor.Storage.BorrowBytesForWriting(tensor.Layout.Offset * itemSize, Int(tensor.ElementCount * itemSize));
    }

    static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
            product *= size;
        return product;
    }
}
