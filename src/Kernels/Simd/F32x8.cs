using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Eight float32 in 256 bits.</summary>
unsafe struct F32x8(Vector256<float> value) : ISimdPairs<F32x8>
{
    // Written by AddProduct alone.
    Vector256<float> _value = value;

    public static int Count => 8;

    public static F32x8 Zero => new(Vector256<float>.Zero);

    public static F32x8 One => new(Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Broadcast(double value) => new(Vector256.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LoadBroadcast(float* source) => new(Vector256.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x8 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LoadFirst(float* source, nint count) => count >= Count ? Load(source) : new(Avx.MaskLoad(source, First(count).AsSingle()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F32x8 value, float* destination, nint count)
    {
        if (count >= Count)
            Store(value, destination);
        else
            Avx.MaskStore(destination, First(count).AsSingle(), value._value);
    }

    // All bits set in the lanes before the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> First(nint count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x8 value) => Vector256.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LoadBFloat16(ushort* source) => new(Vector256.ShiftLeft(Widen(source), 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LoadFloat16(ushort* source)
    {
        Vector256<uint> bits = Widen(source), magnitude = Vector256.ShiftLeft(bits & Vector256.Create(0x7FFFu), 13);
        // The exponents' biases differ by 112, and a product with 2^112 is exact for subnormal numbers too; infinity and NaN have all bits set.
        Vector256<uint> number = (magnitude.AsSingle() * Vector256.Create(5.192296858534828e33f)).AsUInt32();
        Vector256<uint> endless = Vector256.GreaterThan(magnitude, Vector256.Create(0x0F7FFFFFu)) & Vector256.Create(0x7F800000u);
        return new((number | endless | Vector256.ShiftLeft(bits & Vector256.Create(0x8000u), 16)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Widen(ushort* source) => Avx2.ConvertToVector256Int32(Vector128.Load(source)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator +(F32x8 left, F32x8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator -(F32x8 left, F32x8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator *(F32x8 left, F32x8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator /(F32x8 left, F32x8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator -(F32x8 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Fma(F32x8 left, F32x8 right, F32x8 addend) => new(Vector256.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F32x8 sum, F32x8 left, F32x8 right) => sum._value = Vector256.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Min(F32x8 left, F32x8 right) => new(Vector256.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Max(F32x8 left, F32x8 right) => new(Vector256.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Abs(F32x8 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 IfLess(F32x8 left, F32x8 right, F32x8 then, F32x8 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 IfEqual(F32x8 left, F32x8 right, F32x8 then, F32x8 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Sqrt(F32x8 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Clamp(F32x8 value, F32x8 low, F32x8 high) => Avx.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Avx.Min(high._value, Avx.Max(low._value, value._value)))
        : new(Vector256.Min(Vector256.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 CopySign(F32x8 magnitude, F32x8 sign) => new(Vector256.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Scale(F32x8 value, F32x8 exponent)
    {
        if (Avx512F.VL.IsSupported)
            return new(Avx512F.VL.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float32; only the second product can round.
        Vector256<int> whole = Vector256.ConvertToInt32Native(exponent._value), half = Vector256.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Exp(F32x8 value) => F32Functions.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Tanh(F32x8 value) => F32Functions.Tanh(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Sigmoid(F32x8 value) => F32Functions.Sigmoid(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Erf(F32x8 value) => F32Functions.Erf(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(F32x8 low, F32x8 high, out F32x8 even, out F32x8 odd)
    {
        // Within each half first, then the halves' pairs in order.
        even = new(Avx2.Permute4x64(Avx.Shuffle(low._value, high._value, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle());
        odd = new(Avx2.Permute4x64(Avx.Shuffle(low._value, high._value, 0b11_01_11_01).AsDouble(), 0b11_01_10_00).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(F32x8 even, F32x8 odd, out F32x8 low, out F32x8 high)
    {
        Vector256<float> first = Avx.UnpackLow(even._value, odd._value), second = Avx.UnpackHigh(even._value, odd._value);
        low = new(Avx.Permute2x128(first, second, 0x20));
        high = new(Avx.Permute2x128(first, second, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(F32x8 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> PowerOfTwo(Vector256<int> exponent) => Vector256.ShiftLeft(exponent + Vector256.Create(127), 23).AsSingle();
}
