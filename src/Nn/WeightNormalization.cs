using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>g * v / |v|, with a length g for each position along a dimension, or one for all.</summary>
sealed class WeightNormalization(string name, Parameter target, int place, bool parametrized, Parameter length, Parameter direction, int? dim)
    : Reparametrization(name, target, place, parametrized)
{
    public int? Dim => dim;

    public override IReadOnlyList<Slot> Sources { get; } = [direction, length];

    public override Tensor Compute(bool training) => Ops.Mul(direction.Value, Ops.Div(length.Value, LengthExcept(direction.Value, dim)));

    public override void Restart(Tensor value, Generator generator) => (length.Value, direction.Value) = (LengthExcept(value, dim), value);

    public static Tensor LengthExcept(Tensor value, int? kept)
    {
        int[] others = [.. Enumerable.Range(0, value.Rank).Where(d => d != kept)];
        return kept is null ? Ops.Norm(value) : others.Length == 0 ? Ops.Abs(value) : Ops.Norm(value, 2, others, keep: true);
    }
}
