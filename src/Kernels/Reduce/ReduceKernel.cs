using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Reduces elements of any layout and dtype: read with the reduced dimensions innermost, in blocks of the type that is
/// accumulated in, and results rounded to the output's dtype. Threads take lines, never pieces of one.
/// </summary>
sealed class ReduceKernel<TAccumulator, T> : Kernel
    where TAccumulator : struct, IAccumulator<T>
    where T : unmanaged
{
    const int Block = ElementReader<T>.Block;

    const int ReaderBytes = ElementReader<T>.WorkspaceElements * ItemBytes, BlockBytes = Block * ItemBytes, LaneBytes = ReaderBytes + 2 * BlockBytes;

    // The workspace's element is the largest there is, a complex number.
    const int ItemBytes = 16;

    // About 10 microseconds of work.
    const int GrainElements = 1 << 15;

    readonly TAccumulator _start;
    readonly string _name;
    readonly ReadPlan _plan;
    readonly long _count, _lines, _linesPerPart;
    readonly int _parts, _lanes;

    public ReduceKernel(ReduceOp op, TAccumulator start, TensorSpec input, TensorSpec output)
    {
        int[] order = [.. Enumerable.Range(0, input.Shape.Rank).OrderBy(d => op.Reduces(d) ? 1 : 0)];
        (_start, _name, _plan) = (start, op.Name, new(input.Layout.Permute(order), input.DType, DTypes.Of<T>()));
        (_lines, _count) = (output.Shape.ElementCount, 1);
        for (int i = 0; i < input.Shape.Rank; i++)
            _count *= op.Reduces(i) ? input.Shape[i] : 1;
        _linesPerPart = Math.Max(1, GrainElements / Math.Max(1, _count));
        _parts = KernelSpans.Int((_lines + _linesPerPart - 1) / _linesPerPart);
        _lanes = Math.Clamp(_parts, 1, Work.Threads);
    }

    public override string Name => $"{_name} in {typeof(T).Name}";

    public override long WorkspaceBytes => (long)_lanes * LaneBytes;

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Job job = new(this, inputs[0]!, outputs[0], outputs.Length > 1 ? outputs[1] : null, workspace!);
        Work.For(_parts, _lanes, ref job);
    }

    readonly struct Job(ReduceKernel<TAccumulator, T> kernel, Tensor input, Tensor values, Tensor? places, Storage workspace) : IJob
    {
        public void Run(int part, int lane)
        {
            long first = part * kernel._linesPerPart, end = Math.Min(first + kernel._linesPerPart, kernel._lines), count = kernel._count;
            Span<byte> memory = workspace.BorrowBytesForWriting((long)lane * LaneBytes, LaneBytes);
            Span<T> results = MemoryMarshal.Cast<byte, T>(memory.Slice(ReaderBytes, BlockBytes));
            Span<long> indices = MemoryMarshal.Cast<byte, long>(memory.Slice(ReaderBytes + BlockBytes, BlockBytes));
            // The order of dimensions changes neither where a layout starts nor how far it reaches.
            ElementReader<T> reader = new(kernel._plan, input, memory[..ReaderBytes], first * count);
            for (long done = first; done < end; done += Block)
            {
                int length = (int)Math.Min(Block, end - done);
                for (int i = 0; i < length; i++)
                {
                    TAccumulator accumulator = kernel._start;
                    for (long position = 0; position < count; position += Block)
                        accumulator.Add(reader.Next((int)Math.Min(Block, count - position)), position);
                    results[i] = accumulator.Result(count);
                    indices[i] = accumulator.Index;
                }
                Store(values, done, DTypes.Of<T>(), MemoryMarshal.AsBytes(results[..length]));
                if (places is not null)
                    Store(places, done, DType.Int64, MemoryMarshal.AsBytes(indices[..length]));
            }
        }
    }

    static void Store(Tensor output, long first, DType from, ReadOnlySpan<byte> elements)
    {
        int size = output.DType.ItemSize(), count = elements.Length / from.ItemSize();
        ElementCast.Run(from, elements, output.DType, output.Storage.BorrowBytesForWriting((output.Layout.Offset + first) * size, count * size));
    }
}
