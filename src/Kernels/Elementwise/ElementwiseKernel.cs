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

    /// <summary>The dtype that elements of the operands are converted to, or null where the function does not exist for them.</summary>
    internal static DType? Compute(NumberKinds kinds, ReadOnlySpan<TensorSpec?> inputs)
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
/// block. So loops see dense elements of one type only, and a function is compiled once for each. Threads share the work by
/// stretches of the output.
/// </summary>
abstract class ElementwiseKernel<T> : Kernel where T : unmanaged
{
    // 10 to 50 microseconds of work.
    const int Grain = 1 << 16;

    // Half of a usual last cache: what is written beyond it does not stay there, so it goes past the cache, without being read before.
    const long StreamedBytes = 1 << 24;

    readonly DType _compute = DTypes.Of<T>();
    readonly ReadPlan[] _plans;
    readonly bool _isDirect, _isStreamed;
    readonly int _lanes, _laneBytes;

    protected ElementwiseKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec output = outputs[0];
        _plans = new ReadPlan[inputs.Length];
        _isDirect = output.DType == _compute;
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorSpec input = inputs[i]!.Value;
            _plans[i] = new(input.Layout, input.DType, _compute);
            _isDirect &= input.Layout.IsDense && input.DType == _compute;
        }
        long count = output.Shape.ElementCount;
        _isStreamed = output.DType == _compute && count * Unsafe.SizeOf<T>() >= StreamedBytes;
        _lanes = (int)Math.Clamp((count + Grain - 1) / Grain, 1, Work.Threads);
        _laneBytes = _isDirect && !_isStreamed ? 0 : (inputs.Length * ElementReader<T>.WorkspaceElements + ElementReader<T>.Block) * Unsafe.SizeOf<Complex>();
    }

    public override long WorkspaceBytes => (long)_lanes * _laneBytes;

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor output = outputs[0];
        int count = KernelSpans.Int(output.ElementCount);
        Job job = new(this, inputs, output, workspace);
        Work.For((int)(((long)count + Grain - 1) / Grain), _lanes, ref job);
        if (job.FirstBad < count)
            throw new DivideByZeroException($"{Name.Split(' ')[0]}: the divisor at element {job.FirstBad} of {output.Shape} is 0, and integers have no quotient by it");
    }

    /// <summary>Computes a block; absent operands are empty.</summary>
    /// <returns>The position of an element that has no result, or -1.</returns>
    protected abstract int Apply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output);

    struct Job(ElementwiseKernel<T> kernel, ReadOnlySpan<Tensor?> inputs, Tensor output, Storage? workspace) : IJob
    {
        readonly Tensor? _x = inputs[0], _y = inputs.Length > 1 ? inputs[1] : null, _z = inputs.Length > 2 ? inputs[2] : null;
        int _firstBad = int.MaxValue;

        public readonly int FirstBad => _firstBad;

        public void Run(int part, int lane)
        {
            int first = part * Grain, count = (int)Math.Min(Grain, output.ElementCount - first), size = output.DType.ItemSize();
            Span<byte> memory = kernel._laneBytes == 0 ? [] : workspace!.BorrowBytesForWriting((long)lane * kernel._laneBytes, kernel._laneBytes);
            Span<byte> target = output.Storage.BorrowBytesForWriting((output.Layout.Offset + first) * size, count * size);
            bool isSame = output.DType == kernel._compute, isPlaced = isSame && !kernel._isStreamed;
            Span<T> results = isPlaced ? [] : MemoryMarshal.Cast<byte, T>(Take(ref memory, ElementReader<T>.Block))[..ElementReader<T>.Block];
            ElementReader<T> x = Reader(_x, 0, first, ref memory), y = Reader(_y, 1, first, ref memory), z = Reader(_z, 2, first, ref memory);
            int block = kernel._isDirect && isPlaced ? count : ElementReader<T>.Block;
            for (int done = 0; done < count; done += block)
            {
                int length = Math.Min(block, count - done);
                Span<byte> piece = target.Slice(done * size, length * size);
                Span<T> result = isPlaced ? MemoryMarshal.Cast<byte, T>(piece) : results[..length];
                int bad = kernel.Apply(x.Next(length), y.Next(length), z.Next(length), result);
                if (bad >= 0)
                {
                    Note(first + done + bad);
                    return;
                }
                if (!isSame)
                    ElementCast.Run(kernel._compute, MemoryMarshal.AsBytes(result), output.DType, piece);
                else if (!isPlaced)
                    StreamedCopy.Run(MemoryMarshal.AsBytes(result), piece);
            }
            if (kernel._isStreamed)
                StreamedCopy.Finish();
        }

        readonly ElementReader<T> Reader(Tensor? tensor, int index, int first, ref Span<byte> memory) =>
            tensor is null ? default : new(kernel._plans[index], tensor, kernel._isDirect ? [] : Take(ref memory, ElementReader<T>.WorkspaceElements), first);

        void Note(int bad)
        {
            for (int known = _firstBad; bad < known; known = _firstBad)
                Interlocked.CompareExchange(ref _firstBad, bad, known);
        }

        static Span<byte> Take(ref Span<byte> memory, int elements)
        {
            int bytes = elements * Unsafe.SizeOf<Complex>();
            Span<byte> part = memory[..bytes];
            memory = memory[bytes..];
            return part;
        }
    }
}
