using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Reduces elements of any layout and dtype: read with the reduced dimensions innermost, in blocks of the type that is
/// accumulated in, and results rounded to the output's dtype.
/// </summary>
sealed class ReduceKernel<TAccumulator, T>(ReduceOp op, TAccumulator start) : Kernel
    where TAccumulator : struct, IAccumulator<T>
    where T : unmanaged
{
    const int Block = ElementReader<T>.Block;

    public override string Name => $"{op.Name} in {typeof(T).Name}";

    public override long WorkspaceBytes => (ElementReader<T>.WorkspaceElements + 2 * Block) * (long)Unsafe.SizeOf<Complex>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor input = inputs[0]!;
        int[] order = [.. Enumerable.Range(0, input.Rank).OrderBy(d => op.Reduces(d) ? 1 : 0)];
        long lines = outputs[0].ElementCount, count = 1;
        for (int i = 0; i < input.Rank; i++)
            count *= op.Reduces(i) ? input.Shape[i] : 1;

        Span<byte> memory = workspace!.BorrowBytesForWriting(0, (int)WorkspaceBytes);
        int readerBytes = ElementReader<T>.WorkspaceElements * Unsafe.SizeOf<Complex>(), blockBytes = Block * Unsafe.SizeOf<Complex>();
        ElementReader<T> reader = new(input.Permute(order), DTypes.Of<T>(), memory[..readerBytes]);
        Span<T> results = MemoryMarshal.Cast<byte, T>(memory.Slice(readerBytes, blockBytes));
        Span<long> indices = MemoryMarshal.Cast<byte, long>(memory.Slice(readerBytes + blockBytes, blockBytes));
        for (long done = 0; done < lines; done += Block)
        {
            int length = (int)Math.Min(Block, lines - done);
            for (int i = 0; i < length; i++)
            {
                TAccumulator accumulator = start;
                for (long position = 0; position < count; position += Block)
                    accumulator.Add(reader.Next((int)Math.Min(Block, count - position)), position);
                results[i] = accumulator.Result(count);
                indices[i] = accumulator.Index;
            }
            Store(outputs[0], done, DTypes.Of<T>(), MemoryMarshal.AsBytes(results[..length]));
            if (outputs.Length > 1)
                Store(outputs[1], done, DType.Int64, MemoryMarshal.AsBytes(indices[..length]));
        }
    }

    static void Store(Tensor output, long first, DType from, ReadOnlySpan<byte> elements)
    {
        int size = output.DType.ItemSize(), count = elements.Length / from.ItemSize();
        ElementCast.Run(from, elements, output.DType, output.Storage.BorrowBytesForWriting((output.Layout.Offset + first) * size, count * size));
    }
}
