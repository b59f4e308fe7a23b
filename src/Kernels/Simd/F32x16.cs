using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Sixteen float32 in 512 bits.</summary>
unsafe struct F32x16(Vector512<float> value) : ISimdPairs<F32x16>
{
    // Written by AddProduct alone.
    Vector512<float> _value = value;

    public static int Count => 16;

    public static F32x16 Zero => new(Vector512<float>.Zero);

    public static F32x16 One => new(Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Broadcast(double value) => new(Vector512.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadBroadcast(float* source) => new(Vector512.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x16 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadFirst(float* source, nint count) => count >= Count ? Load(source) : new(Avx512F.MaskLoad(source, First(count).AsSingle(), Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F32x16 value, float* destination, nint count)
    {
        if (count >= Count)
            Store(value, destination);
        else
            Avx512F.MaskStore(destination, First(count).AsSingle(), value._value);
    }

    // All bits set in the lanes before the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> First(nint count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x16 value) => Vector512.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadBFloat16(ushort* source) => new(Vector512.ShiftLeft(Widen(source), 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadFloat16(ushort* source)
    {
        Vector512<uint> bits = Widen(source), magnitude = Vector512.ShiftLeft(bits & Vector512.Create(0x7FFFu), 13);
        // The exponents' biases differ by 112, and a product with 2^112 is exact for subnormal numbers too; infinity and NaN have all bits set.
        Vector512<uint> number = (magnitude.AsSingle() * Vector512.Create(5.192296858534828e33f)).AsUInt32();
        Vector512<uint> endless = Vector512.GreaterThan(magnitude, Vector512.Create(0x0F7FFFFFu)) & Vector512.Create(0x7F800000u);
        return new((number | endless | Vector512.ShiftLeft(bits & Vector512.Create(0x8000u), 16)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<uint> Widen(ushort* source) => Avx512F.ConvertToVector512Int32(Vector256.Load(source)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator +(F32x16 left, F32x16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 left, F32x16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator *(F32x16 left, F32x16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator /(F32x16 left, F32x16 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Fma(F32x16 left, F32x16 right, F32x16 addend) => new(Vector512.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F32x16 sum, F32x16 left, F32x16 right) => sum._value = Vector512.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Min(F32x16 left, F32x16 right) => new(Vector512.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Max(F32x16 left, F32x16 right) => new(Vector512.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Abs(F32x16 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 IfLess(F32x16 left, F32x16 right, F32x16 then, F32x16 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 IfEqual(F32x16 left, F32x16 right, F32x16 then, F32x16 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Sqrt(F32x16 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Clamp(F32x16 value, F32x16 low, F32x16 high) => Avx512F.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Avx512F.Min(high._value, Avx512F.Max(low._value, value._value)))
        : new(Vector512.Min(Vector512.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 CopySign(F32x16 magnitude, F32x16 sign) => new(Vector512.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Scale(F32x16 value, F32x16 exponent)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float32; only the second product can round.
        Vector512<int> whole = Vector512.ConvertToInt32Native(exponent._value), half = Vector512.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Exp(F32x16 value) => F32Functions.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Tanh(F32x16 value) => F32Functions.Tanh(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Sigmoid(F32x16 value) => F32Functions.Sigmoid(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Erf(F32x16 value) => F32Functions.Erf(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(F32x16 low, F32x16 high, out F32x16 even, out F32x16 odd)
    {
        even = new(Avx512F.PermuteVar16x32x2(low._value, Vector512.CreateSequence(0, 2), high._value));
        odd = new(Avx512F.PermuteVar16x32x2(low._value, Vector512.CreateSequence(1, 2), high._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(F32x16 even, F32x16 odd, out F32x16 low, out F32x16 high)
    {
        low = new(Avx512F.PermuteVar16x32x2(even._value, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), odd._value));
        high = new(Avx512F.PermuteVar16x32x2(even._value, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), odd._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(F32x16 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> PowerOfTwo(Vector512<int> exponent) => Vector512.ShiftLeft(exponent + Vector512.Create(127), 23).AsSingle();
}
