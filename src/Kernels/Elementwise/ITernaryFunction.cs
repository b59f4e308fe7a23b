namespace PtFormat.Kernels;

/// <summary>A function of three elements, written once for every width and device (<see cref="IUnaryFunction"/>).</summary>
interface ITernaryFunction
{
    /// <inheritdoc cref="IUnaryFunction.Name"/>
    static abstract string Name { get; }

    /// <inheritdoc cref="IUnaryFunction.Kinds"/>
    static virtual NumberKinds Kinds => NumberKinds.Real;

    /// <inheritdoc cref="IUnaryFunction.IsVectorized"/>
    static virtual bool IsVectorized => true;

    /// <inheritdoc cref="IUnaryFunction.Attributes"/>
    string Attributes => "";

    /// <summary>The function, of every lane.</summary>
    V Apply<V>(V x, V y, V z) where V : struct, ISimd<V>;
}
