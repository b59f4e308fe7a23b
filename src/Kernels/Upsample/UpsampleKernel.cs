using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// out[p, z, y, x] = sum over the taps of z, y and x of their weights times in[p, …]. Planes p are dense and row-major, and where
/// fewer than three dimensions change, those missing have size 1 and one tap. The workspace holds the taps of every position.
/// </summary>
sealed class UpsampleKernel<TTaps, T> : Kernel
    where TTaps : struct, ITaps<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly UpsampleOp _op;
    readonly TTaps _taps;

    public UpsampleKernel(UpsampleOp op, TTaps taps)
    {
        (_op, _taps) = (op, taps);
        WorkspaceBytes = checked(((long)op.Size.Depth + op.Size.Height + op.Size.Width) * TTaps.Count * Unsafe.SizeOf<Tap<T>>());
    }

    public override string Name => "upsample reference";

    public override long WorkspaceBytes { get; }

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Size3 size = Size3.Of(inputs[0]!.Shape, _op.Rank), outSize = _op.Size;
        Span<Tap<T>> memory = MemoryMarshal.Cast<byte, Tap<T>>(workspace!.BorrowBytesForWriting(0, KernelSpans.Int(WorkspaceBytes)));
        ReadOnlySpan<Tap<T>> planes = Along(0, size, ref memory), rows = Along(1, size, ref memory), columns = Along(2, size, ref memory);
        ReadOnlySpan<T> input = inputs[0]!.Borrow<T>();
        Span<T> output = outputs[0].BorrowForWriting<T>();
        int next = 0;
        for (int start = 0; next < output.Length; start += size.Volume)
            for (int z = 0; z < outSize.Depth; z++)
                for (int y = 0; y < outSize.Height; y++, next += outSize.Width)
                    Row(input.Slice(start, size.Volume), size, Of(planes, z), Of(rows, y), columns, output.Slice(next, outSize.Width));
    }

    static void Row(ReadOnlySpan<T> source, Size3 size, ReadOnlySpan<Tap<T>> planes, ReadOnlySpan<Tap<T>> rows, ReadOnlySpan<Tap<T>> columns, Span<T> target)
    {
        target.Clear();
        foreach (Tap<T> plane in planes)
            foreach (Tap<T> row in rows)
            {
                T weight = plane.Weight * row.Weight;
                ReadOnlySpan<T> line = source.Slice((plane.Index * size.Height + row.Index) * size.Width, size.Width);
                for (int x = 0; x < target.Length; x++)
                    foreach (Tap<T> column in Of(columns, x))
                        target[x] += weight * column.Weight * line[column.Index];
            }
    }

    static ReadOnlySpan<Tap<T>> Of(ReadOnlySpan<Tap<T>> taps, int index)
    {
        // A dimension that does not change has one tap and not as many as the others.
        int count = Math.Min(TTaps.Count, taps.Length);
        return taps.Slice(index * count, count);
    }

    ReadOnlySpan<Tap<T>> Along(int dimension, Size3 size, ref Span<Tap<T>> memory)
    {
        if (dimension < 3 - _op.Rank)
        {
            memory[0] = new(0, T.One);
            ReadOnlySpan<Tap<T>> one = memory[..1];
            memory = memory[1..];
            return one;
        }
        int count = size[dimension], outCount = _op.Size[dimension];
        T step = Step(count, outCount, dimension switch { 0 => _op.Scale.Depth, 1 => _op.Scale.Height, _ => _op.Scale.Width });
        Span<Tap<T>> taps = memory[..(outCount * TTaps.Count)];
        for (int i = 0; i < outCount; i++)
            _taps.Find(i, count, outCount, step, _op.AlignCorners, taps.Slice(i * TTaps.Count, TTaps.Count));
        memory = memory[taps.Length..];
        return taps;
    }

    // In the elements' own type: where a step meets an integer, the last bit decides which element is nearest.
    T Step(int size, int outSize, double scale)
    {
        if (_op.AlignCorners)
            return outSize > 1 ? T.CreateTruncating(size - 1) / T.CreateTruncating(outSize - 1) : T.Zero;
        return scale > 0 ? T.CreateTruncating(1 / scale) : T.CreateTruncating(size) / T.CreateTruncating(outSize);
    }
}
