namespace PtFormat.Kernels;

/// <summary>A function of two elements, written once for every width and device (<see cref="IUnaryFunction"/>).</summary>
interface IBinaryFunction
{
    /// <inheritdoc cref="IUnaryFunction.Name"/>
    static abstract string Name { get; }

    /// <inheritdoc cref="IUnaryFunction.Kinds"/>
    static virtual NumberKinds Kinds => NumberKinds.Real;

    /// <inheritdoc cref="IUnaryFunction.IsVectorized"/>
    static virtual bool IsVectorized => true;

    /// <inheritdoc cref="IUnaryFunction.Attributes"/>
    string Attributes => "";

    /// <summary>True where integers have no result for a zero on the right.</summary>
    static virtual bool RefusesZero => false;

    /// <summary>The function, of every lane.</summary>
    V Apply<V>(V x, V y) where V : struct, ISimd<V>;
}
