using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>
/// A function that processors compute one number at a time, for each kind of number that it has a form for; the others are
/// refused before a loop starts (<see cref="NumberKinds"/>).
/// </summary>
interface ILaneFunction
{
    /// <summary>What an operation of it is called.</summary>
    static abstract string Name { get; }

    /// <summary>Of a float.</summary>
    T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Of an integer.</summary>
    T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => throw Lanes.Unsupported("the function");

    /// <summary>Of a complex number.</summary>
    Complex Complex(Complex x) => throw Lanes.Unsupported("the function");

    /// <summary>Of one element on a device without a library.</summary>
    V Device<V>(V x) where V : struct, IDeviceLane<V> => throw Lanes.Unsupported("the function");
}
