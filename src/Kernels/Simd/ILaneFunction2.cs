using System.Numerics;

namespace PtFormat.Kernels;

/// <summary><see cref="ILaneFunction"/> of two numbers.</summary>
interface ILaneFunction2
{
    /// <inheritdoc cref="ILaneFunction.Name"/>
    static abstract string Name { get; }

    /// <summary>Of floats.</summary>
    T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T> => throw Lanes.Unsupported("the function");

    /// <summary>Of integers.</summary>
    T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => throw Lanes.Unsupported("the function");

    /// <summary>Of complex numbers.</summary>
    Complex Complex(Complex x, Complex y) => throw Lanes.Unsupported("the function");

    /// <summary>Of one element on a device without a library.</summary>
    V Device<V>(V x, V y) where V : struct, IDeviceLane<V> => throw Lanes.Unsupported("the function");
}
