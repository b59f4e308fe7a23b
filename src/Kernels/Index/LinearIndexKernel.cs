using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>out[i] = (a[i] * sizes[1] + b[i]) * sizes[2] + …</summary>
sealed class LinearIndexKernel(Shape sizes) : Kernel
{
    public override string Name => "linear index";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Span<long> output = outputs[0].BorrowForWriting<long>();
        output.Clear();
        for (int d = 0; d < inputs.Length; d++)
        {
            ReadOnlySpan<long> index = inputs[d]!.Borrow<long>();
            long size = sizes[d];
            int bad = IndexCheck.FirstOutside(index, -size, size);
            if (bad >= 0)
                throw IndexCheck.Outside("index", index[bad], bad, d, sizes);
            for (int i = 0; i < index.Length; i++)
                output[i] = output[i] * size + (index[i] < 0 ? index[i] + size : index[i]);
        }
    }
}
