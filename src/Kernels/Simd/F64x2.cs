using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Two float64 in 128 bits.</summary>
unsafe struct F64x2(Vector128<double> value) : ISimdRows<F64x2, double>
{
    // Written by AddProduct alone.
    Vector128<double> _value = value;

    public static int Count => 2;

    public static F64x2 Zero => new(Vector128<double>.Zero);

    public static F64x2 One => new(Vector128<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Broadcast(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Load(double* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 LoadBroadcast(double* source) => new(Vector128.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x2 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 LoadFirst(double* source, nint count) => count switch
    {
        <= 0 => default,
        1 => new(Vector128.CreateScalar(*source)),
        _ => Load(source),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F64x2 value, double* destination, nint count)
    {
        if (count >= Count)
            Store(value, destination);
        else if (count > 0)
            *destination = value._value.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator +(F64x2 left, F64x2 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator -(F64x2 left, F64x2 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator *(F64x2 left, F64x2 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator /(F64x2 left, F64x2 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator -(F64x2 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Fma(F64x2 left, F64x2 right, F64x2 addend) => new(Vector128.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F64x2 sum, F64x2 left, F64x2 right) => sum._value = Vector128.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Min(F64x2 left, F64x2 right) => new(Vector128.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Max(F64x2 left, F64x2 right) => new(Vector128.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Abs(F64x2 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 IfLess(F64x2 left, F64x2 right, F64x2 then, F64x2 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 IfEqual(F64x2 left, F64x2 right, F64x2 then, F64x2 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Sqrt(F64x2 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Clamp(F64x2 value, F64x2 low, F64x2 high) => Sse2.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Sse2.Min(high._value, Sse2.Max(low._value, value._value)))
        : new(Vector128.Min(Vector128.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 CopySign(F64x2 magnitude, F64x2 sign) => new(Vector128.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Scale(F64x2 value, F64x2 exponent)
    {
        if (Avx512F.VL.IsSupported)
            return new(Avx512F.VL.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float64; only the second product can round.
        Vector128<long> whole = Vector128.ConvertToInt64Native(exponent._value), half = Vector128.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static F64x2 Exp(F64x2 value) => F64Functions.EachLane<F64x2, Elementwise.Exp>(value);

    public static F64x2 Tanh(F64x2 value) => F64Functions.EachLane<F64x2, Elementwise.Tanh>(value);

    public static F64x2 Sigmoid(F64x2 value) => F64Functions.EachLane<F64x2, Elementwise.Sigmoid>(value);

    public static F64x2 Erf(F64x2 value) => F64Functions.EachLane<F64x2, Elementwise.Erf>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> PowerOfTwo(Vector128<long> exponent) => Vector128.ShiftLeft(exponent + Vector128.Create(1023L), 52).AsDouble();
}
