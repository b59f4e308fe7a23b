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

    /// <summary>True where one that has no form for registers has one for a device (<see cref="ILaneFunction2.Device{V}(V, V)"/>); without it a GPU leaves it to the processor.</summary>
    static virtual bool HasDeviceForm => false;

    /// <inheritdoc cref="IUnaryFunction.Attributes"/>
    string Attributes => "";

    /// <summary>True where integers have no result for a zero on the right.</summary>
    static virtual bool RefusesZero => false;

    /// <summary>The function, of every lane.</summary>
    V Apply<V>(V x, V y) where V : struct, ISimd<V>;
}
