using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>One float32: the tail of a loop, a processor without vectors, and a GPU's thread.</summary>
readonly unsafe struct F32x1(float value) : ISimdF32<F32x1>
{
    /// <summary>The lane.</summary>
    public readonly float Value = value;

    public static int Count => 1;

    public static F32x1 Zero => new(0);

    public static F32x1 One => new(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Broadcast(double value) => new((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 LoadBroadcast(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x1 value, float* destination) => *destination = value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 LoadFirst(float* source, nint count) => count > 0 ? new(*source) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F32x1 value, float* destination, nint count)
    {
        if (count > 0)
            *destination = value.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x1 value) => value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 LoadBFloat16(ushort* source) => new(new Tensors.BFloat16(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 LoadFloat16(ushort* source) => new((float)BitConverter.UInt16BitsToHalf(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 operator +(F32x1 left, F32x1 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 operator -(F32x1 left, F32x1 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 operator *(F32x1 left, F32x1 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 operator /(F32x1 left, F32x1 right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 operator -(F32x1 value) => new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Fma(F32x1 left, F32x1 right, F32x1 addend) => new(float.MultiplyAddEstimate(left.Value, right.Value, addend.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Min(F32x1 left, F32x1 right) => new(MathF.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Max(F32x1 left, F32x1 right) => new(MathF.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Abs(F32x1 value) => new(MathF.Abs(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 IfLess(F32x1 left, F32x1 right, F32x1 then, F32x1 otherwise) => left.Value < right.Value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 IfEqual(F32x1 left, F32x1 right, F32x1 then, F32x1 otherwise) => left.Value == right.Value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Sqrt(F32x1 value) => new(MathF.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Map<F>(F function, F32x1 value) where F : struct, ILaneFunction => new(function.Real(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Map<F>(F function, F32x1 left, F32x1 right) where F : struct, ILaneFunction2 => new(function.Real(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Clamp(F32x1 value, F32x1 low, F32x1 high) => value.Value < low.Value ? low : high.Value < value.Value ? high : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 CopySign(F32x1 magnitude, F32x1 sign) => new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(magnitude.Value) & int.MaxValue | BitConverter.SingleToInt32Bits(sign.Value) & int.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Scale(F32x1 value, F32x1 exponent)
    {
        // In two factors, for the exponents reach over those of a float; only the second product can round.
        int whole = (int)exponent.Value, half = whole >> 1;
        return new(value.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Exp(F32x1 value) => F32Functions.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Tanh(F32x1 value) => F32Functions.Tanh(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Sigmoid(F32x1 value) => F32Functions.Sigmoid(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Erf(F32x1 value) => F32Functions.Erf(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float PowerOfTwo(int exponent) => BitConverter.Int32BitsToSingle((exponent + 127) << 23);
}
