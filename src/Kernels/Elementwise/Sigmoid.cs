namespace PtFormat.Kernels.Elementwise;

/// <summary>1 / (1 + e^-x)</summary>
readonly struct Sigmoid : IUnaryFunction
{
    public static string Name => "sigmoid";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.One / (V.One + V.Exp(-x));
}
