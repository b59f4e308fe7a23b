using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>1 / (1 + e^-x)</summary>
readonly struct Sigmoid : IUnaryFunction
{
    public static string Name => "sigmoid";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Sigmoid(x);
}
