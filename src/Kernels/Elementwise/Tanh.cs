using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>The hyperbolic tangent.</summary>
readonly struct Tanh : IUnaryFunction
{
    public static string Name => "tanh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Tanh(x);
}
