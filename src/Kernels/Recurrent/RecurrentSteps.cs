using System.Numerics;
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
}

/// <summary>r = sigmoid(ir + hr);  z = sigmoid(iz + hz);  n = tanh(in + r * hn);  h = n + z * (h - n).</summary>
readonly struct GruStep : IRecurrentStep
{
    public static int Gates => 3;

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
}
