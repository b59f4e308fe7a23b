namespace PtFormat.Kernels.Gpu;

/// <summary>No activation.</summary>
readonly struct Unchanged : IUnaryFunction
{
    public static string Name => "unchanged";

    public V Apply<V>(V x) where V : struct, ISimd<V> => x;
}
