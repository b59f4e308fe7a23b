using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// As <see cref="SoftmaxReference"/>, in registers. Where the dimension is the last, one line after the other: its greatest, then its
/// exponentials and their sum, then the quotients, all while it is in the cache; what fills no register is padded with minus
/// infinity, which adds nothing. Otherwise lines lie side by side, and stretches of them are worked on together. Threads take
/// lines, so their number changes no sum.
/// </summary>
sealed unsafe class SoftmaxKernel<V, T> : Kernel where V : struct, ISimdOf<V, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    // About 10 microseconds of work; and lines side by side whose greatest and sums stay in the nearest cache.
    const int Grain = 1 << 15, Stretch = 512;

    readonly SoftmaxOp _op;
    readonly int _count, _inner;

    public SoftmaxKernel(SoftmaxOp op, Shape shape)
    {
        (_op, _count, _inner) = (op, (int)shape[op.Dimension], 1);
        for (int i = op.Dimension + 1; i < shape.Rank; i++)
            _inner = unchecked(_inner * (int)shape[i]);
    }

    public override string Name => $"{_op.Name} {V.Count} lanes";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ReadOnlySpan<T> x = inputs[0]!.Borrow<T>();
        fixed (T* xAt = x, yAt = outputs[0].BorrowForWriting<T>())
        {
            int outer = x.Length / (_count * _inner), stretches = (_inner + Stretch - 1) / Stretch;
            Job job = new() { X = xAt, Y = yAt, Count = _count, Inner = _inner, IsLog = _op.IsLog, Stretches = stretches, Pieces = outer * stretches };
            job.PiecesPerPart = Math.Max(1, Grain / (_count * Math.Min(_inner, Stretch)));
            Work.For((job.Pieces + job.PiecesPerPart - 1) / job.PiecesPerPart, ref job);
        }
    }

    struct Job : IJob
    {
        public T* X, Y;
        public int Count, Inner, Stretches, Pieces, PiecesPerPart;
        public bool IsLog;

        public readonly void Run(int part, int lane)
        {
            for (int piece = part * PiecesPerPart; piece < Math.Min((part + 1) * PiecesPerPart, Pieces); piece++)
            {
                int first = piece % Stretches * Stretch;
                nint start = (nint)(piece / Stretches) * Count * Inner + first;
                if (Inner == 1)
                    Line(X + start, Y + start, Count, IsLog);
                else
                    SideBySide(X + start, Y + start, Count, Inner, Math.Min(Stretch, Inner - first), IsLog);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void Line(T* x, T* y, int count, bool isLog)
    {
        T* piece = stackalloc T[V.Count];
        int whole = count / V.Count * V.Count, left = count - whole;
        new Span<T>(piece, V.Count).Fill(T.NegativeInfinity);
        Unsafe.CopyBlockUnaligned(piece, x + whole, (uint)(left * sizeof(T)));
        V tail = V.Load(piece), greatest = tail;
        for (int i = 0; i < whole; i += V.Count)
            greatest = V.Max(greatest, V.Load(x + i));
        V.Store(greatest, piece);
        T max = piece[0];
        for (int i = 1; i < V.Count; i++)
            max = T.Max(max, piece[i]);

        // Taking the greatest away keeps exp from overflowing and changes no quotient.
        V shift = V.LoadBroadcast(&max), sums = V.Zero;
        for (int i = 0; i < whole; i += V.Count)
        {
            V e = V.Exp(V.Load(x + i) - shift);
            sums += e;
            if (!isLog)
                V.Store(e, y + i);
        }
        tail = isLog ? tail - shift : V.Exp(tail - shift);
        sums += isLog ? V.Exp(tail) : tail;
        V.Store(sums, piece);
        T sum = piece[0];
        for (int i = 1; i < V.Count; i++)
            sum += piece[i];

        if (isLog)
            sum = T.Log(sum);
        V last = V.LoadBroadcast(&sum);
        for (int i = 0; i < whole; i += V.Count)
            V.Store(isLog ? V.Load(x + i) - shift - last : V.Load(y + i) / last, y + i);
        V.Store(isLog ? tail - last : tail / last, piece);
        Unsafe.CopyBlockUnaligned(y + whole, piece, (uint)(left * sizeof(T)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void SideBySide(T* x, T* y, int count, int stride, int lines, bool isLog)
    {
        T* greatest = stackalloc T[Stretch], sums = stackalloc T[Stretch];
        Unsafe.CopyBlockUnaligned(greatest, x, (uint)(lines * sizeof(T)));
        for (nint k = 1; k < count; k++)
            Lanes.Run<Greatest, T>(new(x + k * stride, greatest), lines);
        new Span<T>(sums, lines).Clear();
        for (nint k = 0; k < count; k++)
            Lanes.Run<Exponentials, T>(new(x + k * stride, greatest, y + k * stride, sums, isLog), lines);
        for (int i = 0; i < lines && isLog; i++)
            sums[i] = T.Log(sums[i]);
        for (nint k = 0; k < count; k++)
            Lanes.Run<Quotients, T>(new(y + k * stride, sums, isLog), lines);
    }

    readonly struct Greatest(void* x, void* greatest) : ILoop
    {
        public bool IsVectorized => true;

        public nint Run<W, E>(nint i, nint count) where W : struct, ISimdOf<W, E> where E : unmanaged
        {
            for (; i <= count - W.Count; i += W.Count)
                W.Store(W.Max(W.Load((E*)greatest + i), W.Load((E*)x + i)), (E*)greatest + i);
            return i;
        }
    }

    readonly struct Exponentials(void* x, void* greatest, void* y, void* sums, bool isLog) : ILoop
    {
        public bool IsVectorized => true;

        public nint Run<W, E>(nint i, nint count) where W : struct, ISimdOf<W, E> where E : unmanaged
        {
            for (; i <= count - W.Count; i += W.Count)
            {
                W shifted = W.Load((E*)x + i) - W.Load((E*)greatest + i), e = W.Exp(shifted);
                W.Store(isLog ? shifted : e, (E*)y + i);
                W.Store(W.Load((E*)sums + i) + e, (E*)sums + i);
            }
            return i;
        }
    }

    readonly struct Quotients(void* y, void* sums, bool isLog) : ILoop
    {
        public bool IsVectorized => true;

        public nint Run<W, E>(nint i, nint count) where W : struct, ISimdOf<W, E> where E : unmanaged
        {
            for (; i <= count - W.Count; i += W.Count)
            {
                W value = W.Load((E*)y + i), sum = W.Load((E*)sums + i);
                W.Store(isLog ? value - sum : value / sum, (E*)y + i);
            }
            return i;
        }
    }
}
