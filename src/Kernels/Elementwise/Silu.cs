using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>x * sigmoid(x)</summary>
readonly struct Silu : IUnaryFunction
{
    public static string Name => "silu";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => x * V.Sigmoid(x);
}
