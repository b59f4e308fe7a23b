using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>
/// For each step: (i, f, g, o) = W_ih x + b_ih + W_hh h + b_hh;  c = sigmoid(f) * c + sigmoid(i) * tanh(g);
/// h = sigmoid(o) * tanh(c). x is [T, B, I] with any distance between steps and between batch items; y is dense [T, B, H];
/// h and c [B, H] hold the initial state and are worked on in place. One row of both weights at a time meets the whole
/// batch, so a step reads the weights once.
/// </summary>
static class LstmReference
{
    public ref struct Weights<T>
    {
        public ReadOnlySpan<T> Input, Hidden, InputBias, HiddenBias;
    }

    public static void Run<T>(LstmOp op, Layout layout, ReadOnlySpan<T> x, Weights<T> weights, Span<T> y, Span<T> h, Span<T> c, Span<T> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int steps = Int(layout.Shape[0]), batch = Int(layout.Shape[1]), features = Int(layout.Shape[2]), hidden = h.Length / batch;
        for (int step = 0; step < steps; step++)
        {
            int t = op.Reverse ? steps - 1 - step : step;
            // Without features x is empty, and its span with it.
            ReadOnlySpan<T> now = features == 0 ? [] : x[(int)(t * layout.Strides[0])..];
            Gates(now, (int)layout.Strides[1], features, weights, h, hidden, gates);
            for (int b = 0; b < batch; b++)
            {
                Span<T> hb = h.Slice(b * hidden, hidden);
                Cell(gates.Slice(b * 4 * hidden, 4 * hidden), hb, c.Slice(b * hidden, hidden));
                hb.CopyTo(y[((t * batch + b) * hidden)..]);
            }
        }
    }

    static void Gates<T>(ReadOnlySpan<T> x, int batchStride, int features, Weights<T> weights, ReadOnlySpan<T> h, int hidden, Span<T> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int batch = h.Length / hidden;
        for (int j = 0; j < 4 * hidden; j++)
        {
            ReadOnlySpan<T> inputRow = weights.Input.Slice(j * features, features), hiddenRow = weights.Hidden.Slice(j * hidden, hidden);
            T bias = (weights.InputBias.IsEmpty ? T.Zero : weights.InputBias[j]) + (weights.HiddenBias.IsEmpty ? T.Zero : weights.HiddenBias[j]);
            for (int b = 0; b < batch; b++)
            {
                T sum = bias + Primitives.Dot(h.Slice(b * hidden, hidden), hiddenRow);
                gates[b * 4 * hidden + j] = features == 0 ? sum : sum + Primitives.Dot(x.Slice(b * batchStride, features), inputRow);
            }
        }
    }

    static void Cell<T>(Span<T> gates, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int hidden = h.Length;
        Span<T> input = gates[..hidden], forget = gates.Slice(hidden, hidden), cell = gates.Slice(2 * hidden, hidden), output = gates[(3 * hidden)..];
        Primitives.Sigmoid<T>(gates[..(2 * hidden)], gates[..(2 * hidden)]);
        Primitives.Tanh<T>(cell, cell);
        Primitives.Sigmoid<T>(output, output);
        Primitives.Multiply<T>(input, cell, cell);
        Primitives.MultiplyAddEstimate<T>(forget, c, cell, c);
        Primitives.Tanh<T>(c, h);
        Primitives.Multiply<T>(output, h, h);
    }
}
