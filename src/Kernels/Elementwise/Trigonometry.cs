using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>The sine.</summary>
readonly struct Sin : IUnaryFunction, ILaneFunction
{
    public static string Name => "sin";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sin(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Sin(x);
}

/// <summary>The cosine.</summary>
readonly struct Cos : IUnaryFunction, ILaneFunction
{
    public static string Name => "cos";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Cos(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Cos(x);
}

/// <summary>The tangent.</summary>
readonly struct Tan : IUnaryFunction, ILaneFunction
{
    public static string Name => "tan";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Tan(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Tan(x);
}

/// <summary>The angle of a sine, in radians.</summary>
readonly struct Asin : IUnaryFunction, ILaneFunction
{
    public static string Name => "asin";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Asin(x);

    public Complex Complex(Complex x) => Branches.Asin(x);
}

/// <summary>The angle of a cosine, in radians.</summary>
readonly struct Acos : IUnaryFunction, ILaneFunction
{
    public static string Name => "acos";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Acos(x);

    public Complex Complex(Complex x) => Branches.Acos(x);
}

/// <summary>The angle of a tangent, in radians.</summary>
readonly struct Atan : IUnaryFunction, ILaneFunction
{
    public static string Name => "atan";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Atan(x);

    public Complex Complex(Complex x) => Branches.Atan(x);
}

/// <summary>The hyperbolic sine.</summary>
readonly struct Sinh : IUnaryFunction, ILaneFunction
{
    public static string Name => "sinh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Sinh(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Sinh(x);
}

/// <summary>The hyperbolic cosine.</summary>
readonly struct Cosh : IUnaryFunction, ILaneFunction
{
    public static string Name => "cosh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Cosh(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Cosh(x);
}

/// <summary>The inverse of sinh.</summary>
readonly struct Asinh : IUnaryFunction, ILaneFunction
{
    public static string Name => "asinh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Asinh(x);

    public Complex Complex(Complex x) => Branches.Asinh(x);
}

/// <summary>The inverse of cosh.</summary>
readonly struct Acosh : IUnaryFunction, ILaneFunction
{
    public static string Name => "acosh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Acosh(x);

    public Complex Complex(Complex x) => Branches.Acosh(x);
}

/// <summary>The inverse of tanh.</summary>
readonly struct Atanh : IUnaryFunction, ILaneFunction
{
    public static string Name => "atanh";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Atanh(x);

    public Complex Complex(Complex x) => Branches.Atanh(x);
}
