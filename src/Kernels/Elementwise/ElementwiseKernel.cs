using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>What elements are converted to before a function of them runs.</summary>
static class ElementwiseKernel
{
    /// <summary>The kernel for the dtype that is computed in, or null where the function does not exist for these operands.</summary>
    public static Kernel? Find<TMaker>(TMaker maker, NumberKinds kinds, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
        where TMaker : struct, IKernelMaker => Compute(kinds, inputs) switch
        {
            DType.UInt8 => maker.Make<byte>(inputs, outputs),
            DType.Int8 => maker.Make<sbyte>(inputs, outputs),
            DType.UInt16 => maker.Make<ushort>(inputs, outputs),
            DType.Int16 => maker.Make<short>(inputs, outputs),
            DType.UInt32 => maker.Make<uint>(inputs, outputs),
            DType.Int32 => maker.Make<int>(inputs, outputs),
            DType.UInt64 => maker.Make<ulong>(inputs, outputs),
            DType.Int64 => maker.Make<long>(inputs, outputs),
            DType.Float32 => maker.Make<float>(inputs, outputs),
            DType.Float64 => maker.Make<double>(inputs, outputs),
            DType.Complex128 => maker.Make<Complex>(inputs, outputs),
            _ => null,
        };

    static DType? Compute(NumberKinds kinds, ReadOnlySpan<TensorSpec?> inputs)
    {
        DType promoted = Plain(inputs[0]!.Value.DType);
        foreach (TensorSpec? input in inputs[1..])
            promoted = TypePromotion.Promote(promoted, Plain(input!.Value.DType));
        return NumberKind.Compute(kinds, promoted);
    }

    // 8-bit floats have no promotion: they are only met among themselves and beside what they are computed in.
    static DType Plain(DType dtype) => dtype >= DType.Float8E4M3Fn ? DType.Float32 : dtype;
}

/// <summary>
/// The one driver of functions of elements. Operands are read in row-major order, where they lie if they are dense and of the
/// dtype that is computed with, else gathered and converted a block at a time; a result of another dtype is converted from a
/// block. So loops see dense elements of one type only, and a function is compiled once for each.
/// </summary>
abstract class ElementwiseKernel<T> : Kernel where T : unmanaged
{
    readonly DType _compute = DTypes.Of<T>();
    readonly bool _isDirect;

    protected ElementwiseKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        _isDirect = outputs[0].DType == _compute;
        foreach (TensorSpec? input in inputs)
            _isDirect &= input is { Layout.IsDense: true } dense && dense.DType == _compute;
        WorkspaceBytes = _isDirect ? 0 : (inputs.Length * ElementReader<T>.WorkspaceElements + ElementReader<T>.Block) * (long)Unsafe.SizeOf<Complex>();
    }

    public override long WorkspaceBytes { get; }

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor output = outputs[0];
        int size = output.DType.ItemSize(), count = KernelSpans.Int(output.ElementCount);
        Span<byte> memory = workspace is null ? [] : workspace.BorrowBytesForWriting(0, (int)WorkspaceBytes);
        Span<T> results = _isDirect ? [] : MemoryMarshal.Cast<byte, T>(Take(ref memory, ElementReader<T>.Block))[..ElementReader<T>.Block];
        ElementReader<T> x = Reader(inputs, 0, ref memory), y = Reader(inputs, 1, ref memory), z = Reader(inputs, 2, ref memory);

        // Without conversion a block is only bounded by what a span of bytes holds.
        int block = _isDirect ? 1 << 24 : ElementReader<T>.Block;
        for (int done = 0; done < count; done += block)
        {
            int length = Math.Min(block, count - done);
            Span<byte> target = output.Storage.BorrowBytesForWriting((output.Layout.Offset + done) * size, length * size);
            Span<T> result = output.DType == _compute ? MemoryMarshal.Cast<byte, T>(target) : results[..length];
            int bad = Apply(x.Next(length), y.Next(length), z.Next(length), result);
            if (bad >= 0)
                throw new DivideByZeroException($"{Name.Split(' ')[0]}: the divisor at element {done + bad} of {output.Shape} is 0, and integers have no quotient by it");
            if (output.DType != _compute)
                ElementCast.Run(_compute, MemoryMarshal.AsBytes(result), output.DType, target);
        }
    }

    /// <summary>Computes a block; absent operands are empty.</summary>
    /// <returns>The position of an element that has no result, or -1.</returns>
    protected abstract int Apply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output);

    ElementReader<T> Reader(ReadOnlySpan<Tensor?> inputs, int index, ref Span<byte> memory) =>
        index < inputs.Length ? new(inputs[index]!, _compute, _isDirect ? [] : Take(ref memory, ElementReader<T>.WorkspaceElements)) : default;

    static Span<byte> Take(ref Span<byte> memory, int elements)
    {
        int bytes = elements * Unsafe.SizeOf<Complex>();
        Span<byte> part = memory[..bytes];
        memory = memory[bytes..];
        return part;
    }
}
