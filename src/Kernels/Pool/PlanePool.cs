using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>Pools planes of float32, one after the other.</summary>
abstract unsafe class PlanePool
{
    /// <summary>Elements of scratch memory that a thread needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>Pools planes that lie one after the other, as those of the output do.</summary>
    public abstract void Run(float* x, float* y, int planes, float* scratch);

    /// <summary>The pooling for a width of registers, 512, 256 or 128 bits.</summary>
    public static PlanePool Of<TFold>(PoolPlan plan, int bits) where TFold : struct, IFold => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new PlanePool<F32x16, TFold>(plan),
        256 when Vector256.IsHardwareAccelerated => new PlanePool<F32x8, TFold>(plan),
        _ => new PlanePool<F32x4, TFold>(plan),
    };
}

/// <summary>
/// A window is folded along its rows first: the rows (of all its planes) join into one line, lanes being columns. Then the line's
/// columns join: where windows are neighbours or every second one, lanes are windows, and for the latter the line is kept as
/// two, of its even and its odd places, so that all loads are of neighbours. Else windows are taken one at a time. The line is
/// padded with what changes nothing.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="TFold">How elements join.</typeparam>
sealed unsafe class PlanePool<V, TFold> : PlanePool where V : struct, ISimdPairs<V> where TFold : struct, IFold
{
    // An output beyond this is not in the cache when its reader comes.
    const long StreamingBytes = 16 << 20;

    readonly PoolPlan _plan;
    readonly bool _isVector, _isPairs, _isSquares;

    // Where each tap's window 0 begins in the line, in registers' elements; and the divisor of each column.
    readonly int[] _taps;
    readonly float[] _counts;

    // Elements of a line, or of each of the two that it is split into.
    readonly int _pitch;

    public PlanePool(PoolPlan plan)
    {
        _plan = plan;
        _isVector = plan.Taps > 0 && plan.Step <= 2;
        // Windows of two neighbours side by side need no line at all.
        _isPairs = _isVector && plan is { Taps: 2, TapStep: 1, Step: 2, Padding: 0 } && 2 * plan.OutSize.Width <= plan.Size.Width;
        _isSquares = _isPairs && plan.Depths is [{ Count: 1 }] && plan.Rows.Index().All(row => row.Item == new Window(2 * row.Index, 2 * row.Index + 2, 1, 2));
        _taps = _isVector ? new int[plan.Taps] : [];
        int reach = plan.Padding + plan.Size.Width;
        if (_isVector)
            reach = Math.Max(reach, (plan.OutSize.Width - 1) * plan.Step + (plan.Taps - 1) * plan.TapStep + 1);
        _pitch = (_isVector ? reach / plan.Step : reach) + 4 * V.Count & ~(V.Count - 1);
        for (int i = 0; i < _taps.Length; i++)
            _taps[i] = i * plan.TapStep % plan.Step * _pitch + i * plan.TapStep / plan.Step;
        _counts = new float[TFold.IsMean ? plan.OutSize.Width + V.Count : 0];
        for (int x = 0; x < _counts.Length; x++)
            _counts[x] = plan.Divisor != 0 || x >= plan.OutSize.Width ? 1 : plan.CountOf(plan.Columns[x]);
    }

    public override int ScratchLength => 2 * _pitch;

    public override void Run(float* x, float* y, int planes, float* scratch)
    {
        Size3 size = _plan.Size, outSize = _plan.OutSize;
        nint volume = (nint)size.Volume, outWidth = outSize.Width;
        bool streams = (long)outSize.Volume * planes * sizeof(float) > StreamingBytes && outWidth % V.Count == 0 && (nint)y % (V.Count * sizeof(float)) == 0;
        if (!_isPairs)
            new Span<float>(scratch, ScratchLength).Fill(TFold.Neutral);
        fixed (float* counts = _counts)
        {
            if (_isSquares)
            {
                float divisor = _plan.Divisor != 0 ? _plan.Divisor : 2;
                for (int plane = 0; plane < planes; plane++, x += volume, y += outSize.Height * outWidth)
                    Squares(x, size.Width, y, outSize.Height, outWidth, divisor, counts, streams);
                return;
            }
            fixed (int* taps = _taps)
                for (int plane = 0; plane < planes; plane++, x += volume)
                    foreach (Window depth in _plan.Depths)
                        foreach (Window row in _plan.Rows)
                        {
                            Rows rows = new()
                            {
                                First = x + ((nint)depth.First * size.Height + row.First) * size.Width,
                                Planes = depth.Count,
                                PlaneStep = (nint)depth.Step * size.Height * size.Width,
                                Count = row.Count,
                                Step = (nint)row.Step * size.Width,
                                Width = size.Width,
                            };
                            float divisor = !TFold.IsMean ? 1 : _plan.Divisor != 0 ? _plan.Divisor : (float)_plan.CountOf(depth) * _plan.CountOf(row);
                            if (_isPairs)
                                Pairs(rows, y, outWidth, divisor, counts);
                            else
                            {
                                Line(rows, scratch);
                                if (_isVector)
                                    Windows(scratch, taps, y, divisor, counts);
                                else
                                    Singly(scratch, y, divisor, counts);
                            }
                            y += outWidth;
                        }
        }
    }

    // The rows that a window joins; all of one output row's windows have the same.
    struct Rows
    {
        public float* First;
        public int Planes, Count;
        public nint PlaneStep, Step, Width;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Down(in Rows rows, nint column, nint left)
    {
        V sum = V.Broadcast(TFold.Neutral);
        for (int z = 0; z < rows.Planes; z++)
        {
            float* from = rows.First + z * rows.PlaneStep + column;
            for (int i = 0; i < rows.Count; i++, from += rows.Step)
                sum = TFold.Join(sum, V.LoadFirst(from, left));
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Divide(V sum, float divisor, float* counts) => TFold.IsMean ? sum / (V.Broadcast(divisor) * V.Load(counts)) : sum;

    // Windows of 2 by 2 side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Squares(float* top, nint width, float* y, nint rows, nint outWidth, float divisor, float* counts, bool streams)
    {
        for (; rows > 0; rows--, top += 2 * width, y += outWidth)
        {
            float* bottom = top + width;
            nint x = 0;
            for (; x <= outWidth - V.Count; x += V.Count)
            {
                V low = TFold.Join(V.Load(top + 2 * x), V.Load(bottom + 2 * x));
                V high = TFold.Join(V.Load(top + 2 * x + V.Count), V.Load(bottom + 2 * x + V.Count));
                V.Split(low, high, out V even, out V odd);
                V result = Divide(TFold.Join(even, odd), divisor, counts + x);
                if (streams)
                    V.StoreStreaming(result, y + x);
                else
                    V.Store(result, y + x);
            }
            if (x < outWidth)
            {
                nint left = width - 2 * x;
                V low = TFold.Join(V.LoadFirst(top + 2 * x, left), V.LoadFirst(bottom + 2 * x, left));
                V high = left > V.Count ? TFold.Join(V.LoadFirst(top + 2 * x + V.Count, left - V.Count), V.LoadFirst(bottom + 2 * x + V.Count, left - V.Count)) : V.Zero;
                V.Split(low, high, out V even, out V odd);
                V.StoreFirst(Divide(TFold.Join(even, odd), divisor, counts + x), y + x, outWidth - x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Pairs(in Rows rows, float* y, nint outWidth, float divisor, float* counts)
    {
        for (nint x = 0; x < outWidth; x += V.Count)
        {
            nint left = rows.Width - 2 * x;
            V.Split(Down(rows, 2 * x, left), Down(rows, 2 * x + V.Count, left - V.Count), out V even, out V odd);
            V.StoreFirst(Divide(TFold.Join(even, odd), divisor, counts + x), y + x, outWidth - x);
        }
    }

    // Joins rows into the line, or into its even and odd places.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Line(in Rows rows, float* line)
    {
        int padding = _plan.Padding;
        if (!_isVector || _plan.Step == 1)
        {
            float* to = line + (_isVector ? padding : 0);
            for (nint x = 0; x < rows.Width; x += V.Count)
                V.StoreFirst(Down(rows, x, rows.Width - x), to + x, rows.Width - x);
            return;
        }
        // The row's first element is at the line's place `padding`: where that is odd, the row's even elements are the line's odd ones.
        float* evens = line + (padding & 1) * (nint)_pitch + padding / 2, odds = line + (1 - (padding & 1)) * (nint)_pitch + (padding + 1) / 2;
        for (nint x = 0; x < rows.Width; x += 2 * V.Count)
        {
            nint left = rows.Width - x;
            V.Split(Down(rows, x, left), Down(rows, x + V.Count, left - V.Count), out V even, out V odd);
            V.StoreFirst(even, evens + x / 2, (left + 1) / 2);
            V.StoreFirst(odd, odds + x / 2, left / 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Windows(float* line, int* taps, float* y, float divisor, float* counts)
    {
        nint outWidth = _plan.OutSize.Width, count = _plan.Taps;
        for (nint x = 0; x < outWidth; x += V.Count)
        {
            V sum = V.Load(line + x);
            for (nint i = 1; i < count; i++)
                sum = TFold.Join(sum, V.Load(line + taps[i] + x));
            V.StoreFirst(Divide(sum, divisor, counts + x), y + x, outWidth - x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Singly(float* line, float* y, float divisor, float* counts)
    {
        Window[] columns = _plan.Columns;
        for (int x = 0; x < columns.Length; x++)
        {
            Window window = columns[x];
            F32x1 sum = F32x1.Broadcast(TFold.Neutral);
            for (int i = window.First; i < window.End; i += window.Step)
                sum = TFold.Join(sum, F32x1.Load(line + i));
            y[x] = TFold.IsMean ? sum.Value / (divisor * counts[x]) : sum.Value;
        }
    }
}
