using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Runs one layer of a long short-term memory in one direction over [T, B, I]; see <see cref="LstmOp"/> for the operands.</summary>
    /// <returns>All steps' outputs [T, B, H], and hidden and cell state after the last step [B, H].</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there is no step.</exception>
    public static (Tensor Output, Tensor H, Tensor C) Lstm(
        Tensor x, Tensor weightIh, Tensor weightHh, Tensor? biasIh = null, Tensor? biasHh = null, Tensor? h0 = null, Tensor? c0 = null, LstmOp? op = null)
    {
        op ??= new LstmOp();
        if (x.Rank != 3 || x.Shape[0] == 0)
            throw new ArgumentException($"lstm: input is {x.Shape}, expected [steps, batch, features] with at least one step");
        if (weightIh.Rank != 2 || weightIh.Shape[0] % 4 != 0)
            throw new ArgumentException($"lstm: weight_ih is {weightIh.Shape}, expected [4 * hidden, features]");
        if (x.Shape[2] != weightIh.Shape[1])
            throw new ArgumentException($"lstm: input has {x.Shape[2]} features {x.Shape}, weight_ih expects {weightIh.Shape[1]} {weightIh.Shape}");
        long steps = x.Shape[0], batch = x.Shape[1], gates = weightIh.Shape[0], hidden = gates / 4;
        RequireShape(op, "weight_hh", weightHh, [gates, hidden]);
        RequireShape(op, "bias_ih", biasIh, [gates]);
        RequireShape(op, "bias_hh", biasHh, [gates]);
        RequireShape(op, "h0", h0, [batch, hidden]);
        RequireShape(op, "c0", c0, [batch, hidden]);
        RequireDType(op, "weight_ih", weightIh, x);
        RequireDType(op, "weight_hh", weightHh, x);
        RequireDType(op, "bias_ih", biasIh, x);
        RequireDType(op, "bias_hh", biasHh, x);
        RequireDType(op, "h0", h0, x);
        RequireDType(op, "c0", c0, x);

        ReadOnlySpan<Tensor?> inputs = [x, weightIh, weightHh, biasIh, biasHh, h0, c0];
        IBackend backend = Backend.For(op, inputs);
        Tensor y = Tensor.Uninitialized([steps, batch, hidden], x.DType, backend.Device);
        Tensor h = Tensor.Uninitialized([batch, hidden], x.DType, backend.Device);
        Tensor c = Tensor.Uninitialized([batch, hidden], x.DType, backend.Device);
        Run(backend, op, inputs, [y, h, c]);
        return (y, h, c);
    }
}
