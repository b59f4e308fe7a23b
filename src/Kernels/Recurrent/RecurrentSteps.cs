using System.Numerics;
using System.Runtime.CompilerServices;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>(i, f, g, o) = the gates' sums;  c = sigmoid(f) * c + sigmoid(i) * tanh(g);  h = sigmoid(o) * tanh(c).</summary>
readonly struct LstmStep : IRecurrentStep
{
    public static int Gates => 4;

    public static void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = h.Length;
        Primitives.Add(input, hidden, input);
        Span<T> enter = input[..size], forget = input.Slice(size, size), cell = input.Slice(2 * size, size), output = input[(3 * size)..];
        Primitives.Sigmoid<T>(input[..(2 * size)], input[..(2 * size)]);
        Primitives.Tanh<T>(cell, cell);
        Primitives.Sigmoid<T>(output, output);
        Primitives.Multiply<T>(enter, cell, cell);
        Primitives.MultiplyAddEstimate<T>(forget, c, cell, c);
        Primitives.Tanh<T>(c, h);
        Primitives.Multiply<T>(output, h, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Run<V>(float* input, float* hidden, V before, ref V c) where V : struct, ISimdOf<V, float>
    {
        V enter = V.Sigmoid(V.Load(input) + V.Load(hidden));
        V forget = V.Sigmoid(V.Load(input + V.Count) + V.Load(hidden + V.Count));
        V cell = V.Tanh(V.Load(input + 2 * V.Count) + V.Load(hidden + 2 * V.Count));
        V output = V.Sigmoid(V.Load(input + 3 * V.Count) + V.Load(hidden + 3 * V.Count));
        c = V.Fma(forget, c, enter * cell);
        return output * V.Tanh(c);
    }
}

/// <summary>r = sigmoid(ir + hr);  z = sigmoid(iz + hz);  n = tanh(in + r * hn);  h = n + z * (h - n).</summary>
readonly struct GruStep : IRecurrentStep
{
    public static int Gates => 3;

    public static bool ReadsBefore => true;

    public static void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = h.Length;
        Span<T> reset = input[..size], update = input.Slice(size, size), fresh = input[(2 * size)..];
        Primitives.Add<T>(input[..(2 * size)], hidden[..(2 * size)], input[..(2 * size)]);
        Primitives.Sigmoid<T>(input[..(2 * size)], input[..(2 * size)]);
        Primitives.MultiplyAddEstimate<T>(reset, hidden[(2 * size)..], fresh, fresh);
        Primitives.Tanh<T>(fresh, fresh);
        Primitives.Subtract(before, fresh, h);
        Primitives.MultiplyAddEstimate<T>(update, h, fresh, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Run<V>(float* input, float* hidden, V before, ref V c) where V : struct, ISimdOf<V, float>
    {
        V reset = V.Sigmoid(V.Load(input) + V.Load(hidden));
        V update = V.Sigmoid(V.Load(input + V.Count) + V.Load(hidden + V.Count));
        V fresh = V.Tanh(V.Fma(reset, V.Load(hidden + 2 * V.Count), V.Load(input + 2 * V.Count)));
        return V.Fma(update, before - fresh, fresh);
    }
}

/// <summary>h = tanh(i + h).</summary>
readonly struct TanhStep : IRecurrentStep
{
    public static int Gates => 1;

    public static void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Primitives.Add<T>(input, hidden, h);
        Primitives.Tanh<T>(h, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Run<V>(float* input, float* hidden, V before, ref V c) where V : struct, ISimdOf<V, float> =>
        V.Tanh(V.Load(input) + V.Load(hidden));
}

/// <summary>h = max(i + h, 0); NaN stays.</summary>
readonly struct ReluStep : IRecurrentStep
{
    public static int Gates => 1;

    public static void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Primitives.Add<T>(input, hidden, h);
        Primitives.Max(h, T.Zero, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Run<V>(float* input, float* hidden, V before, ref V c) where V : struct, ISimdOf<V, float>
    {
        V sum = V.Load(input) + V.Load(hidden);
        return V.IfLess(sum, V.Zero, V.Zero, sum);
    }
}
