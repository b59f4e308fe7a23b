using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Runs along lines of any layout and dtype, in the type that is accumulated in; each element is rounded on its own.</summary>
sealed class ScanKernel<T>(int dimension, bool product) : Kernel where T : unmanaged, INumberBase<T>
{
    const int Block = ElementReader<T>.Block;

    public override string Name => $"scan in {typeof(T).Name}";

    public override long WorkspaceBytes => (ElementReader<T>.WorkspaceElements + 2 * Block) * (long)Unsafe.SizeOf<Complex>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        (Tensor input, Tensor output) = (inputs[0]!, outputs[0]);
        Span<byte> memory = workspace!.BorrowBytesForWriting(0, (int)WorkspaceBytes);
        int readerBytes = ElementReader<T>.WorkspaceElements * Unsafe.SizeOf<Complex>(), blockBytes = Block * Unsafe.SizeOf<Complex>();
        ElementReader<T> reader = new(Lines.Innermost(input, dimension), DTypes.Of<T>(), memory[..readerBytes]);
        Span<T> results = MemoryMarshal.Cast<byte, T>(memory.Slice(readerBytes, blockBytes));
        Span<byte> converted = memory[(readerBytes + blockBytes)..];

        int size = output.DType.ItemSize();
        Span<byte> target = output.Storage.BorrowBytesForWriting(output.Layout.Offset * size, KernelSpans.Int(output.ElementCount * size));
        Lines lines = new(output.Layout, dimension);
        while (lines.MoveNext())
        {
            T running = product ? T.One : T.Zero;
            for (int done = 0; done < lines.Count; done += Block)
            {
                ReadOnlySpan<T> block = reader.Next(Math.Min(Block, lines.Count - done));
                for (int i = 0; i < block.Length; i++)
                    results[i] = running = product ? running * block[i] : running + block[i];
                Span<byte> elements = converted[..(block.Length * size)];
                ElementCast.Run(DTypes.Of<T>(), MemoryMarshal.AsBytes(results[..block.Length]), output.DType, elements);
                Items.Scatter(elements, target, size, lines.Current + done * lines.Stride, lines.Stride);
            }
        }
    }
}
