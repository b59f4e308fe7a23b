using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Runs one layer of a long short-term memory in one direction over [T, B, I]; see <see cref="LstmOp"/> and <see cref="RecurrentOp"/> for the operands.</summary>
    /// <returns>All steps' outputs [T, B, P], hidden state [B, P] and cell state [B, H] after the last step.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there is no step.</exception>
    public static (Tensor Output, Tensor H, Tensor C) Lstm(
        Tensor x, Tensor weightIh, Tensor weightHh, Tensor? biasIh = null, Tensor? biasHh = null, Tensor? h0 = null, Tensor? c0 = null, LstmOp? op = null, Tensor? weightHr = null)
    {
        (Tensor y, Tensor h, Tensor? c) = Recurrent(op ?? new LstmOp(), x, weightIh, weightHh, biasIh, biasHh, h0, c0, weightHr);
        return (y, h, c!);
    }

    /// <summary>Runs one layer of gated recurrent units in one direction over [T, B, I]; see <see cref="GruOp"/> and <see cref="RecurrentOp"/> for the operands.</summary>
    /// <returns>All steps' outputs [T, B, H], and the hidden state [B, H] after the last step.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there is no step.</exception>
    public static (Tensor Output, Tensor H) Gru(
        Tensor x, Tensor weightIh, Tensor weightHh, Tensor? biasIh = null, Tensor? biasHh = null, Tensor? h0 = null, GruOp? op = null)
    {
        (Tensor y, Tensor h, _) = Recurrent(op ?? new GruOp(), x, weightIh, weightHh, biasIh, biasHh, h0);
        return (y, h);
    }

    /// <summary>Runs one layer of a plain recurrent network in one direction over [T, B, I]; see <see cref="RnnOp"/> and <see cref="RecurrentOp"/> for the operands.</summary>
    /// <returns>All steps' outputs [T, B, H], and the hidden state [B, H] after the last step.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there is no step.</exception>
    public static (Tensor Output, Tensor H) Rnn(
        Tensor x, Tensor weightIh, Tensor weightHh, Tensor? biasIh = null, Tensor? biasHh = null, Tensor? h0 = null, RnnOp? op = null)
    {
        (Tensor y, Tensor h, _) = Recurrent(op ?? new RnnOp(), x, weightIh, weightHh, biasIh, biasHh, h0);
        return (y, h);
    }

    /// <summary>Runs one layer of whichever kind in one direction; see <see cref="RecurrentOp"/> for the operands.</summary>
    /// <returns>All steps' outputs, the hidden state after the last step, and the cell state where there is one.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there is no step.</exception>
    public static (Tensor Output, Tensor H, Tensor? C) Recurrent(
        RecurrentOp op, Tensor x, Tensor weightIh, Tensor weightHh, Tensor? biasIh = null, Tensor? biasHh = null, Tensor? h0 = null, Tensor? c0 = null, Tensor? weightHr = null)
    {
        int rank = op.Packed is null ? 3 : 2;
        if (x.Rank != rank || x.Shape[0] == 0)
            throw new ArgumentException($"{op.Name}: input is {x.Shape}, expected {(rank == 3 ? "[steps, batch, features] with at least one step" : "[rows, features], as it is packed")}");
        if (op.Packed is { } packed && packed.Total != x.Shape[0])
            throw new ArgumentException($"{op.Name}: input has {x.Shape[0]} rows {x.Shape}, the packed steps {packed} add up to {packed.Total}");
        if (weightIh.Rank != 2 || weightIh.Shape[0] % op.Gates != 0)
            throw new ArgumentException($"{op.Name}: weight_ih is {weightIh.Shape}, expected [{(op.Gates == 1 ? "" : $"{op.Gates} * ")}hidden, features]");
        if (x.Shape[-1] != weightIh.Shape[1])
            throw new ArgumentException($"{op.Name}: input has {x.Shape[-1]} features {x.Shape}, weight_ih expects {weightIh.Shape[1]} {weightIh.Shape}");
        long batch = op.Packed?.Batch ?? x.Shape[1], gates = weightIh.Shape[0], hidden = gates / op.Gates;
        if (weightHr is not null && (weightHr.Rank != 2 || weightHr.Shape[1] != hidden))
            throw new ArgumentException($"{op.Name}: weight_hr is {weightHr.Shape}, expected [projected, {hidden}]");
        long width = weightHr?.Shape[0] ?? hidden;
        RequireShape(op, "weight_hh", weightHh, [gates, width]);
        RequireShape(op, "bias_ih", biasIh, [gates]);
        RequireShape(op, "bias_hh", biasHh, [gates]);
        RequireShape(op, "h0", h0, [batch, width]);
        RequireShape(op, "c0", c0, [batch, hidden]);
        foreach ((string name, Tensor? operand) in new[]
            { ("weight_ih", weightIh), ("weight_hh", weightHh), ("bias_ih", biasIh), ("bias_hh", biasHh), ("h0", h0), ("c0", c0), ("weight_hr", weightHr) })
            RequireDType(op, name, operand, x);

        Tensor?[] inputs = op.HasCellState ? [x, weightIh, weightHh, biasIh, biasHh, h0, c0, weightHr] : [x, weightIh, weightHh, biasIh, biasHh, h0];
        IBackend backend = Backend.For(op, inputs);
        Tensor y = Tensor.Uninitialized([.. x.Shape.AsSpan()[..^1], width], x.DType, backend.Device);
        Tensor h = Tensor.Uninitialized([batch, width], x.DType, backend.Device);
        Tensor? c = op.HasCellState ? Tensor.Uninitialized([batch, hidden], x.DType, backend.Device) : null;
        Run(backend, op, inputs, c is null ? [y, h] : [y, h, c]);
        return (y, h, c);
    }
}
