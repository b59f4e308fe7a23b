using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>Functions of float64 that have no form for registers: lane by lane, so that a result does not depend on the width.</summary>
static unsafe class F64Functions
{
    [SkipLocalsInit]
    public static V EachLane<V, TFunction>(V value) where V : struct, ISimdOf<V, double> where TFunction : struct, IUnaryFunction
    {
        double* lanes = stackalloc double[V.Count];
        V.Store(value, lanes);
        for (int i = 0; i < V.Count; i++)
            F64x1.Store(default(TFunction).Apply(F64x1.Load(lanes + i)), lanes + i);
        return V.Load(lanes);
    }
}
