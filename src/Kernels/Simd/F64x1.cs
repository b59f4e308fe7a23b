using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>One float64: the tail of a loop, a processor without vectors, and a GPU's thread.</summary>
readonly unsafe struct F64x1(double value) : ISimdOf<F64x1, double>
{
    /// <summary>The lane.</summary>
    public readonly double Value = value;

    public static int Count => 1;

    public static F64x1 Zero => new(0);

    public static F64x1 One => new(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Broadcast(double value) => new((double)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Load(double* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 LoadBroadcast(double* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x1 value, double* destination) => *destination = value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 operator +(F64x1 left, F64x1 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 operator -(F64x1 left, F64x1 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 operator *(F64x1 left, F64x1 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 operator /(F64x1 left, F64x1 right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 operator -(F64x1 value) => new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Fma(F64x1 left, F64x1 right, F64x1 addend) => new(double.MultiplyAddEstimate(left.Value, right.Value, addend.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Min(F64x1 left, F64x1 right) => new(Math.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Max(F64x1 left, F64x1 right) => new(Math.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Abs(F64x1 value) => new(Math.Abs(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 IfLess(F64x1 left, F64x1 right, F64x1 then, F64x1 otherwise) => left.Value < right.Value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 IfEqual(F64x1 left, F64x1 right, F64x1 then, F64x1 otherwise) => left.Value == right.Value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Sqrt(F64x1 value) => new(Math.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Map<F>(F function, F64x1 value) where F : struct, ILaneFunction => new(function.Real(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Map<F>(F function, F64x1 left, F64x1 right) where F : struct, ILaneFunction2 => new(function.Real(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Clamp(F64x1 value, F64x1 low, F64x1 high) => value.Value < low.Value ? low : high.Value < value.Value ? high : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 CopySign(F64x1 magnitude, F64x1 sign) => new(Math.CopySign(magnitude.Value, sign.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Scale(F64x1 value, F64x1 exponent)
    {
        // In two factors, for the exponents reach over those of a double; only the second product can round.
        long whole = (long)exponent.Value, half = whole >> 1;
        return new(value.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Exp(F64x1 value) => new(Math.Exp(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Tanh(F64x1 value) => new(Math.Tanh(value.Value));

    public static F64x1 Sigmoid(F64x1 value)
    {
        double e = Math.Exp(-Math.Abs(value.Value));
        return new((value.Value < 0 ? e : 1) / (1 + e));
    }

    public static F64x1 Erf(F64x1 value) => new(Elementwise.ErrorFunction.Erf(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double PowerOfTwo(long exponent) => BitConverter.Int64BitsToDouble((exponent + 1023) << 52);
}
