using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>One float32 on a GPU.</summary>
readonly struct F32Lane(float value) : ILane<F32Lane, float>
{
    public readonly float Value = value;

    public static int Count => 1;

    public static F32Lane Zero => new(0);

    public static F32Lane One => new(1);

    public static F32Lane Of(float value) => new(value);

    public static float ToMemory(F32Lane lane) => lane.Value;

    public static bool IsOne(F32Lane lane) => lane.Value == 1;

    public static bool IsNaN(F32Lane lane) => NaN.Is(lane.Value);

    public static F32Lane Broadcast(double value) => new((float)value);

    public static F32Lane operator +(F32Lane left, F32Lane right) => new(left.Value + right.Value);

    public static F32Lane operator -(F32Lane left, F32Lane right) => new(left.Value - right.Value);

    public static F32Lane operator *(F32Lane left, F32Lane right) => new(left.Value * right.Value);

    public static F32Lane operator /(F32Lane left, F32Lane right) => new(left.Value / right.Value);

    public static F32Lane operator -(F32Lane value) => new(-value.Value);

    // The driver's compiler makes one instruction of these two.
    public static F32Lane Fma(F32Lane left, F32Lane right, F32Lane addend) => new(left.Value * right.Value + addend.Value);

    // A driver's minimum drops a NaN.
    public static F32Lane Min(F32Lane left, F32Lane right) => left.Value < right.Value || NaN.Is(left.Value) ? left : right;

    public static F32Lane Max(F32Lane left, F32Lane right) => left.Value > right.Value || NaN.Is(left.Value) ? left : right;

    public static F32Lane Abs(F32Lane value) => new(Interop.IntAsFloat(Interop.FloatAsInt(value.Value) & 0x7FFFFFFFu));

    public static F32Lane IfLess(F32Lane left, F32Lane right, F32Lane then, F32Lane otherwise) => left.Value < right.Value ? then : otherwise;

    public static F32Lane IfEqual(F32Lane left, F32Lane right, F32Lane then, F32Lane otherwise) => left.Value == right.Value ? then : otherwise;

    public static F32Lane Clamp(F32Lane value, F32Lane low, F32Lane high) => NaN.Is(value.Value) ? value : value.Value < low.Value ? low : high.Value < value.Value ? high : value;

    public static F32Lane Sqrt(F32Lane value) => new(MathF.Sqrt(value.Value));

    public static F32Lane CopySign(F32Lane magnitude, F32Lane sign) =>
        new(Interop.IntAsFloat(Interop.FloatAsInt(magnitude.Value) & 0x7FFFFFFFu | Interop.FloatAsInt(sign.Value) & 0x80000000u));

    // In two factors, for the exponents reach over those of a float; only the second product can round.
    public static F32Lane Scale(F32Lane value, F32Lane exponent)
    {
        int whole = (int)exponent.Value, half = whole >> 1;
        return new(value.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static F32Lane Exp(F32Lane value) => F32Functions.Exp(value);

    public static F32Lane Tanh(F32Lane value) => F32Functions.Tanh(value);

    public static F32Lane Sigmoid(F32Lane value) => F32Functions.Sigmoid(value);

    public static F32Lane Erf(F32Lane value) => F32Functions.Erf(value);

    public static F32Lane Floor(F32Lane value) => new(MathF.Floor(value.Value));

    /// <summary>x = 2^n m with m from sqrt(1/2) to sqrt(2); log m is the polynomial of Moshier's Cephes library (logf.c), within 1 ulp.</summary>
    public static F32Lane Log(F32Lane value)
    {
        float x = value.Value;
        bool isTiny = x < 1.17549435e-38f;
        uint bits = Interop.FloatAsInt(isTiny ? x * 8388608f : x);
        int n = (int)(bits >> 23) - 126;
        float m = Interop.IntAsFloat(bits & 0x007FFFFFu | 0x3F000000u);
        bool isLow = m < 0.70710678f;
        n -= isLow ? 1 : 0;
        m = (isLow ? m + m : m) - 1f;
        n -= isTiny ? 23 : 0;
        float z = m * m, p = 7.0376836292e-2f;
        p = p * m - 1.1514610310e-1f;
        p = p * m + 1.1676998740e-1f;
        p = p * m - 1.2420140846e-1f;
        p = p * m + 1.4249322787e-1f;
        p = p * m - 1.6668057665e-1f;
        p = p * m + 2.0000714765e-1f;
        p = p * m - 2.4999993993e-1f;
        p = p * m + 3.3333331174e-1f;
        float e = n, y = p * m * z + e * -2.12194440e-4f - 0.5f * z;
        float log = m + y + e * 0.693359375f;
        float infinity = Interop.IntAsFloat(0x7F800000u);
        return new(x > 0f ? x < infinity ? log : x : x == 0f ? -infinity : x - x + Interop.IntAsFloat(0x7FC00000u));
    }

    /// <summary>In float64: a float32's logarithm times y has too few digits.</summary>
    public static F32Lane Pow(F32Lane x, F32Lane y) => new((float)F64Lane.Pow(new(x.Value), new(y.Value)).Value);

    public static F32Lane Map<F>(F function, F32Lane value) where F : struct, ILaneFunction => function.Device(value);

    public static F32Lane Map<F>(F function, F32Lane left, F32Lane right) where F : struct, ILaneFunction2 => function.Device(left, right);

    static float PowerOfTwo(int exponent) => Interop.IntAsFloat((uint)(exponent + 127) << 23);
}
