using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// out[…, z, y, x] = in[…, source(z), source(y), source(x)], or the value where a position has no source. Only the size of
/// elements matters; the middle of a row is copied at once.
/// </summary>
sealed class PadKernel<T>(PadOp op, T value) : Kernel where T : unmanaged
{
    public override string Name => "pad rows";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Size3 size = Size3.Of(inputs[0]!.Shape, 3), outSize = Size3.Of(outputs[0].Shape, 3);
        ReadOnlySpan<T> input = Elements(inputs[0]!);
        Span<T> output = ElementsForWriting(outputs[0]);
        int volume = size.Volume, to = 0;
        for (int start = 0; to < output.Length; start += volume)
            for (int z = 0; z < outSize.Depth; z++)
                for (int y = 0; y < outSize.Height; y++, to += outSize.Width)
                {
                    int plane = Source(z - op.Before.Depth, size.Depth), row = Source(y - op.Before.Height, size.Height);
                    Span<T> target = output.Slice(to, outSize.Width);
                    if (plane < 0 || row < 0)
                        target.Fill(value);
                    else
                        Row(input.Slice(start + (plane * size.Height + row) * size.Width, size.Width), target);
                }
    }

    void Row(ReadOnlySpan<T> source, Span<T> target)
    {
        int before = op.Before.Width, end = before + source.Length;
        source.CopyTo(target[before..]);
        for (int x = 0; x < before; x++)
            target[x] = At(source, x - before);
        for (int x = end; x < target.Length; x++)
            target[x] = At(source, x - before);
    }

    T At(ReadOnlySpan<T> source, int position)
    {
        int from = Source(position, source.Length);
        return from < 0 ? value : source[from];
    }

    // Where a position outside comes from; -1 for nowhere.
    int Source(int position, int size) => (uint)position < (uint)size ? position : op.Mode switch
    {
        PaddingMode.Reflect => position < 0 ? -position : 2 * (size - 1) - position,
        PaddingMode.Replicate => position < 0 ? 0 : size - 1,
        PaddingMode.Circular => position < 0 ? position + size : position - size,
        _ => -1,
    };

    static ReadOnlySpan<T> Elements(Tensor tensor) => tensor.ElementCount == 0 ? [] : MemoryMarshal.Cast<byte, T>(
        tensor.Storage.BorrowBytes(tensor.Layout.Offset * tensor.DType.ItemSize(), KernelSpans.Int(tensor.ElementCount * tensor.DType.ItemSize())));

    static Span<T> ElementsForWriting(Tensor tensor) => MemoryMarshal.Cast<byte, T>(
        tensor.Storage.BorrowBytesForWriting(tensor.Layout.Offset * tensor.DType.ItemSize(), KernelSpans.Int(tensor.ElementCount * tensor.DType.ItemSize())));
}
