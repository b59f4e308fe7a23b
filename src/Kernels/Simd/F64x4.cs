using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Four float64 in 256 bits.</summary>
unsafe struct F64x4(Vector256<double> value) : ISimdRows<F64x4, double>
{
    // Written by AddProduct alone.
    Vector256<double> _value = value;

    public static int Count => 4;

    public static F64x4 Zero => new(Vector256<double>.Zero);

    public static F64x4 One => new(Vector256<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Broadcast(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Load(double* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 LoadBroadcast(double* source) => new(Vector256.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x4 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 LoadFirst(double* source, nint count) => count >= Count ? Load(source) : new(Avx.MaskLoad(source, First(count).AsDouble()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F64x4 value, double* destination, nint count)
    {
        if (count >= Count)
            Store(value, destination);
        else
            Avx.MaskStore(destination, First(count).AsDouble(), value._value);
    }

    // All bits set in the lanes before the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<long> First(nint count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator +(F64x4 left, F64x4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator -(F64x4 left, F64x4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator *(F64x4 left, F64x4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator /(F64x4 left, F64x4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator -(F64x4 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Fma(F64x4 left, F64x4 right, F64x4 addend) => new(Vector256.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F64x4 sum, F64x4 left, F64x4 right) => sum._value = Vector256.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Min(F64x4 left, F64x4 right) => new(Vector256.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Max(F64x4 left, F64x4 right) => new(Vector256.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Abs(F64x4 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 IfLess(F64x4 left, F64x4 right, F64x4 then, F64x4 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 IfEqual(F64x4 left, F64x4 right, F64x4 then, F64x4 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Sqrt(F64x4 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Clamp(F64x4 value, F64x4 low, F64x4 high) => Avx.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Avx.Min(high._value, Avx.Max(low._value, value._value)))
        : new(Vector256.Min(Vector256.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 CopySign(F64x4 magnitude, F64x4 sign) => new(Vector256.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Scale(F64x4 value, F64x4 exponent)
    {
        if (Avx512F.VL.IsSupported)
            return new(Avx512F.VL.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float64; only the second product can round.
        Vector256<long> whole = Vector256.ConvertToInt64Native(exponent._value), half = Vector256.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static F64x4 Exp(F64x4 value) => F64Functions.EachLane<F64x4, Elementwise.Exp>(value);

    public static F64x4 Tanh(F64x4 value) => F64Functions.EachLane<F64x4, Elementwise.Tanh>(value);

    public static F64x4 Sigmoid(F64x4 value) => F64Functions.EachLane<F64x4, Elementwise.Sigmoid>(value);

    public static F64x4 Erf(F64x4 value) => F64Functions.EachLane<F64x4, Elementwise.Erf>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> PowerOfTwo(Vector256<long> exponent) => Vector256.ShiftLeft(exponent + Vector256.Create(1023L), 52).AsDouble();
}
