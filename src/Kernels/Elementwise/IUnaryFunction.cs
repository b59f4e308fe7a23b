namespace PtFormat.Kernels;

/// <summary>
/// A function of one element, written once for every width and device. A readonly struct, so that slopes and bounds are its
/// fields and a loop over it compiles to that function's instructions.
/// </summary>
interface IUnaryFunction
{
    /// <summary>What an operation of it is called: <c>relu</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The kinds of numbers that it has a form for.</summary>
    static virtual NumberKinds Kinds => NumberKinds.Real;

    /// <summary>False where it has a form for one lane only.</summary>
    static virtual bool IsVectorized => true;

    /// <summary>True where one that has no form for registers has one for a device (<see cref="ILaneFunction.Device{V}(V)"/>); without it a GPU leaves it to the processor.</summary>
    static virtual bool HasDeviceForm => false;

    /// <summary>The attributes that a printed graph shows.</summary>
    string Attributes => "";

    /// <summary>The function, of every lane.</summary>
    V Apply<V>(V x) where V : struct, ISimd<V>;
}
