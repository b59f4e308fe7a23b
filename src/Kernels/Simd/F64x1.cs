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
    public static F64x1 PowerOfTwo(F64x1 exponent) => new(BitConverter.Int64BitsToDouble(((long)exponent.Value + 1023) << 52));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Exp(F64x1 value) => new(Math.Exp(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Tanh(F64x1 value) => new(Math.Tanh(value.Value));

    public static F64x1 Erf(F64x1 value) => new(Elementwise.ErrorFunction.Erf(value.Value));
}
