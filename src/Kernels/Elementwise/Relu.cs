namespace PtFormat.Kernels.Elementwise;

/// <summary>x where it is positive, else 0. A NaN and -0 stay what they are, as in PyTorch.</summary>
readonly struct Relu : IUnaryFunction
{
    public static string Name => "relu";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfLess(x, V.Zero, V.Zero, x);
}
