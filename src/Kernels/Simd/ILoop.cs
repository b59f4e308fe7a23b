namespace PtFormat.Kernels;

/// <summary>A loop that <see cref="Lanes"/> compiles for every register.</summary>
interface ILoop
{
    /// <summary>False where the function has no form for registers of several lanes.</summary>
    bool IsVectorized { get; }

    /// <summary>As many whole registers as there are from element <paramref name="i"/> on.</summary>
    /// <returns>The first element that is left.</returns>
    nint Run<V, T>(nint i, nint count) where V : struct, ISimdOf<V, T> where T : unmanaged;
}
