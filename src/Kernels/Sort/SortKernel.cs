using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Sorts lines of every dtype as pairs of a 64-bit key that orders like the element and the element's position, so that equal
/// elements keep their order and one sort serves all; the elements themselves are then moved as they are.
/// </summary>
sealed class SortKernel(SortOp op, long count) : Kernel
{
    const int Block = ElementReader<double>.Block;

    readonly record struct Entry(ulong Key, long Position) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Key != other.Key ? Key.CompareTo(other.Key) : Position.CompareTo(other.Position);
    }

    public override string Name => "sort keys";

    public override long WorkspaceBytes => (ElementReader<double>.WorkspaceElements + count) * Unsafe.SizeOf<Complex>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor x = inputs[0]!;
        switch (NumberKind.Of(x.DType))
        {
            case NumberKinds.Real:
                Run<double>(DType.Float64, x, outputs, workspace!);
                break;
            default:
                Run<long>(x.DType == DType.UInt64 ? DType.UInt64 : DType.Int64, x, outputs, workspace!);
                break;
        }
        Sorted visitor = new() { X = x, Values = outputs[0], Indices = outputs[1], Dimension = op.Dimension };
        Items.Visit<Sorted, bool>(x.DType.ItemSize(), ref visitor);
    }

    void Run<T>(DType read, Tensor x, ReadOnlySpan<Tensor> outputs, Storage workspace) where T : unmanaged
    {
        Span<byte> memory = workspace.BorrowBytesForWriting(0, KernelSpans.Int(WorkspaceBytes));
        int readerBytes = ElementReader<T>.WorkspaceElements * Unsafe.SizeOf<Complex>();
        ElementReader<T> reader = new(Lines.Innermost(x, op.Dimension), read, memory[..readerBytes]);
        Span<Entry> entries = MemoryMarshal.Cast<byte, Entry>(memory[readerBytes..])[..(int)count];
        Span<long> indices = outputs[1].BorrowForWriting<long>();
        Lines lines = new(outputs[1].Layout, op.Dimension);
        while (lines.MoveNext())
        {
            for (int done = 0; done < entries.Length; done += Block)
            {
                ReadOnlySpan<T> block = reader.Next(Math.Min(Block, entries.Length - done));
                for (int i = 0; i < block.Length; i++)
                {
                    ulong key = Key(block[i], read);
                    entries[done + i] = new(op.Descending ? ~key : key, done + i);
                }
            }
            entries.Sort();
            for (int i = 0; i < entries.Length; i++)
                indices[lines.Current + i * lines.Stride] = entries[i].Position;
        }
    }

    // Unsigned order: signed numbers get their top bit flipped, negative floats all bits; zeros are one, and so are NaNs, on top.
    static ulong Key<T>(T value, DType read)
    {
        if (read == DType.UInt64)
            return (ulong)(long)(object)value!;
        if (typeof(T) == typeof(long))
            return (ulong)(long)(object)value! ^ (1UL << 63);
        double number = (double)(object)value!;
        if (double.IsNaN(number))
            return ulong.MaxValue;
        ulong bits = BitConverter.DoubleToUInt64Bits(number == 0 ? 0 : number);
        return bits >> 63 == 0 ? bits | (1UL << 63) : ~bits;
    }

    struct Sorted : IDTypeVisitor<bool>
    {
        public Tensor X, Values, Indices;
        public int Dimension;

        public readonly bool Visit<T>() where T : unmanaged
        {
            ReadOnlySpan<T> x = X.Borrow<T>();
            ReadOnlySpan<long> indices = Indices.Borrow<long>();
            Span<T> values = Values.BorrowForWriting<T>();
            Lines from = new(X.Layout, Dimension), to = new(Values.Layout, Dimension);
            while (from.MoveNext() && to.MoveNext())
                for (int i = 0; i < to.Count; i++)
                    values[to.Current + i * to.Stride] = x[from.Current + (int)indices[to.Current + i * to.Stride] * from.Stride];
            return true;
        }
    }
}
