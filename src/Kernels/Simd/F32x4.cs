using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>Four float32 in 128 bits.</summary>
unsafe struct F32x4(Vector128<float> value) : ISimdPairs<F32x4>
{
    // Written by AddProduct alone.
    Vector128<float> _value = value;

    public static int Count => 4;

    public static F32x4 Zero => new(Vector128<float>.Zero);

    public static F32x4 One => new(Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Broadcast(double value) => new(Vector128.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadBroadcast(float* source) => new(Vector128.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x4 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadFirst(float* source, nint count) => count switch
    {
        <= 0 => default,
        1 => new(Vector128.CreateScalar(*source)),
        2 => new(Vector128.Create(Vector64.Load(source), Vector64<float>.Zero)),
        3 => new(Vector128.Create(source[0], source[1], source[2], 0)),
        _ => Load(source),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(F32x4 value, float* destination, nint count)
    {
        if (count >= Count)
        {
            Store(value, destination);
            return;
        }
        if (count > 0)
            destination[0] = value._value.ToScalar();
        if (count > 1)
            destination[1] = value._value.GetElement(1);
        if (count > 2)
            destination[2] = value._value.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x4 value) => Vector128.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadBFloat16(ushort* source) => new(Vector128.ShiftLeft(Widen(source), 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadFloat16(ushort* source)
    {
        Vector128<uint> bits = Widen(source), magnitude = Vector128.ShiftLeft(bits & Vector128.Create(0x7FFFu), 13);
        // The exponents' biases differ by 112, and a product with 2^112 is exact for subnormal numbers too; infinity and NaN have all bits set.
        Vector128<uint> number = (magnitude.AsSingle() * Vector128.Create(5.192296858534828e33f)).AsUInt32();
        Vector128<uint> endless = Vector128.GreaterThan(magnitude, Vector128.Create(0x0F7FFFFFu)) & Vector128.Create(0x7F800000u);
        return new((number | endless | Vector128.ShiftLeft(bits & Vector128.Create(0x8000u), 16)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<uint> Widen(ushort* source) => Vector128.WidenLower(Vector128.Create(Vector64.Load(source), Vector64<ushort>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator +(F32x4 left, F32x4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 left, F32x4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator *(F32x4 left, F32x4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator /(F32x4 left, F32x4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Fma(F32x4 left, F32x4 right, F32x4 addend) => new(Vector128.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref F32x4 sum, F32x4 left, F32x4 right) => sum._value = Vector128.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Min(F32x4 left, F32x4 right) => new(Vector128.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Max(F32x4 left, F32x4 right) => new(Vector128.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Abs(F32x4 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 IfLess(F32x4 left, F32x4 right, F32x4 then, F32x4 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 IfEqual(F32x4 left, F32x4 right, F32x4 then, F32x4 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(left._value, right._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Sqrt(F32x4 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Clamp(F32x4 value, F32x4 low, F32x4 high) => Sse.IsSupported
        // These instructions give their second operand where either is NaN.
        ? new(Sse.Min(high._value, Sse.Max(low._value, value._value)))
        : new(Vector128.Min(Vector128.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 CopySign(F32x4 magnitude, F32x4 sign) => new(Vector128.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Scale(F32x4 value, F32x4 exponent)
    {
        if (Avx512F.VL.IsSupported)
            return new(Avx512F.VL.Scale(value._value, exponent._value));
        // In two factors, for the exponents reach over those of a float32; only the second product can round.
        Vector128<int> whole = Vector128.ConvertToInt32Native(exponent._value), half = Vector128.ShiftRightArithmetic(whole, 1);
        return new(value._value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Exp(F32x4 value) => F32Functions.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Tanh(F32x4 value) => F32Functions.Tanh(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Sigmoid(F32x4 value) => F32Functions.Sigmoid(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Erf(F32x4 value) => F32Functions.Erf(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(F32x4 low, F32x4 high, out F32x4 even, out F32x4 odd)
    {
        even = new(Vector128.Create(Vector128.Shuffle(low._value, Vector128.Create(0, 2, 0, 2)).GetLower(), Vector128.Shuffle(high._value, Vector128.Create(0, 2, 0, 2)).GetLower()));
        odd = new(Vector128.Create(Vector128.Shuffle(low._value, Vector128.Create(1, 3, 1, 3)).GetLower(), Vector128.Shuffle(high._value, Vector128.Create(1, 3, 1, 3)).GetLower()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(F32x4 even, F32x4 odd, out F32x4 low, out F32x4 high)
    {
        Vector128<float> first = Vector128.Create(even._value.GetLower(), odd._value.GetLower()), second = Vector128.Create(even._value.GetUpper(), odd._value.GetUpper());
        low = new(Vector128.Shuffle(first, Vector128.Create(0, 2, 1, 3)));
        high = new(Vector128.Shuffle(second, Vector128.Create(0, 2, 1, 3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(F32x4 value, float* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> PowerOfTwo(Vector128<int> exponent) => Vector128.ShiftLeft(exponent + Vector128.Create(127), 23).AsSingle();
}
