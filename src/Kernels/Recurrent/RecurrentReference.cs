using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>
/// For each step and sequence: the cell's step of W_ih x + b_ih and W_hh h + b_hh, then h = W_hr h where there is a projection.
/// x is [T, B, I] with any distance between steps and between sequences, or packed [rows, I]; y is dense [T, B, P] or [rows, P];
/// h [B, P] and c [B, H] hold the initial states and are worked on in place. A packed step holds the first of the sequences,
/// so walking forward leaves the others at their last state, and walking back finds them still at their first. One row of
/// a weight at a time meets the whole batch, so a step reads the weights once.
/// </summary>
static class RecurrentReference
{
    public ref struct Weights<T>
    {
        public ReadOnlySpan<T> Input, Hidden, InputBias, HiddenBias, Projection;
    }

    /// <summary>Elements of workspace for a sequence: its gates from the input, those from the hidden state, and a state before projection.</summary>
    public static long WorkspacePerSequence(int gates, long hidden) => checked((2 * gates + 1) * hidden);

    public static void Run<TStep, T>(RecurrentOp op, Layout layout, ReadOnlySpan<T> x, Weights<T> weights, Span<T> y, Span<T> h, Span<T> c, Span<T> work, int hidden)
        where TStep : struct, IRecurrentStep where T : unmanaged, IFloatingPointIeee754<T>
    {
        StepSizes? packed = op.Packed;
        int steps = packed?.Count ?? Int(layout.Shape[0]), batch = packed?.Batch ?? Int(layout.Shape[1]);
        int features = Int(layout.Shape[-1]), width = h.Length / batch, gates = TStep.Gates * hidden;
        long stepStride = layout.Strides[0], rowStride = layout.Strides[^2];
        Span<T> fromInput = work[..(batch * gates)], fromHidden = work.Slice(batch * gates, batch * gates), unprojected = work[(2 * batch * gates)..];
        // The row of y that a step starts at.
        int row = op.Reverse ? (int)(packed?.Total ?? (long)steps * batch) : 0;
        for (int step = 0; step < steps; step++)
        {
            int t = op.Reverse ? steps - 1 - step : step, size = packed?[t] ?? batch;
            row -= op.Reverse ? size : 0;
            // Without features x is empty, and its span with it.
            ReadOnlySpan<T> now = features == 0 ? [] : x[(int)(packed is null ? t * stepStride : row * rowStride)..];
            Products(size, weights.Input, now, (int)rowStride, features, weights.InputBias, fromInput, gates);
            Products(size, weights.Hidden, h, width, width, weights.HiddenBias, fromHidden, gates);
            Span<T> after = weights.Projection.IsEmpty ? h : unprojected;
            for (int b = 0; b < size; b++)
                TStep.Run(
                    fromInput.Slice(b * gates, gates), fromHidden.Slice(b * gates, gates), h.Slice(b * width, width),
                    after.Slice(b * hidden, hidden), c.IsEmpty ? c : c.Slice(b * hidden, hidden));
            if (!weights.Projection.IsEmpty)
                Products(size, weights.Projection, unprojected, hidden, hidden, [], h, width);
            h[..(size * width)].CopyTo(y[(row * width)..]);
            row += op.Reverse ? 0 : size;
        }
    }

    // out[b, j] = dot(row j of the matrix, x[b]) + bias[j]
    static void Products<T>(int count, ReadOnlySpan<T> matrix, ReadOnlySpan<T> x, int stride, int length, ReadOnlySpan<T> bias, Span<T> output, int rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < rows; j++)
        {
            ReadOnlySpan<T> weights = matrix.Slice(j * length, length);
            T start = bias.IsEmpty ? T.Zero : bias[j];
            for (int b = 0; b < count; b++)
                output[b * rows + j] = length == 0 ? start : start + Primitives.Dot(x.Slice(b * stride, length), weights);
        }
    }
}
