using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Eight float64 in 512 bits.</summary>
unsafe struct F64x8(Vector512<double> value) : ISimdRows<F64x8, double>
{
    // Written by AddProduct alone.
    Vector512<double> _value = value;

    public static int Count => 8;

    public static F64x8 Zero => new(Vector512<double>.Zero);

    public static F64x8 One => new(Vector512<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Broadcast(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 LoadBroadcast(double* source) => new(Vector512.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x8 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 LoadFirst(double* source, nint count) => count >= Count ? Load(source) : new(Avx512F.MaskLoad(source, First(count).AsDouble(), Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F64x8 value, double* destination, nint count)
    {
        if (count >= Count)
            Store(value, destination);
        else
            Avx512F.MaskStore(destination, First(count).AsDouble(), value._value);
    }

    // All bits set in the lanes before the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<long> First(nint count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator +(F64x8 left, F64x8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator -(F64x8 left, F64x8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator *(F64x8 left, F64x8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator /(F64x8 left, F64x8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator -(F64x8 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Fma(F64x8 left, F64x8 right, F64x8 addend) => new(Vector512.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F64x8 sum, F64x8 left, F64x8 right) => sum._value = Vector512.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Min(F64x8 left, F64x8 right) => new(Vector512.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Max(F64x8 left, F64x8 right) => new(Vector512.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Abs(F64x8 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 IfLess(F64x8 left, F64x8 right, F64x8 then, F64x8 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 IfEqual(F64x8 left, F64x8 right, F64x8 then, F64x8 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Sqrt(F64x8 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Clamp(F64x8 value, F64x8 low, F64x8 high) => Avx512F.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Avx512F.Min(high._value, Avx512F.Max(low._value, value._value)))
        : new(Vector512.Min(Vector512.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 CopySign(F64x8 magnitude, F64x8 sign) => new(Vector512.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Scale(F64x8 value, F64x8 exponent)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float64; only the second product can round.
        Vector512<long> whole = Vector512.ConvertToInt64Native(exponent._value), half = Vector512.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static F64x8 Exp(F64x8 value) => F64Functions.EachLane<F64x8, Elementwise.Exp>(value);

    public static F64x8 Tanh(F64x8 value) => F64Functions.EachLane<F64x8, Elementwise.Tanh>(value);

    public static F64x8 Sigmoid(F64x8 value) => F64Functions.EachLane<F64x8, Elementwise.Sigmoid>(value);

    public static F64x8 Erf(F64x8 value) => F64Functions.EachLane<F64x8, Elementwise.Erf>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> PowerOfTwo(Vector512<long> exponent) => Vector512.ShiftLeft(exponent + Vector512.Create(1023L), 52).AsDouble();
}
