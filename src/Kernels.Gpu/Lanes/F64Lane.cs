using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>One float64 on a GPU.</summary>
readonly struct F64Lane(double value) : ILane<F64Lane, double>
{
    public readonly double Value = value;

    public static int Count => 1;

    public static F64Lane Zero => new(0);

    public static F64Lane One => new(1);

    public static F64Lane Of(double value) => new(value);

    public static double ToMemory(F64Lane lane) => lane.Value;

    public static bool IsOne(F64Lane lane) => lane.Value == 1;

    public static bool IsNaN(F64Lane lane) => NaN.Is(lane.Value);

    public static F64Lane Broadcast(double value) => new(value);

    public static F64Lane operator +(F64Lane left, F64Lane right) => new(left.Value + right.Value);

    public static F64Lane operator -(F64Lane left, F64Lane right) => new(left.Value - right.Value);

    public static F64Lane operator *(F64Lane left, F64Lane right) => new(left.Value * right.Value);

    public static F64Lane operator /(F64Lane left, F64Lane right) => new(left.Value / right.Value);

    public static F64Lane operator -(F64Lane value) => new(-value.Value);

    // The driver's compiler makes one instruction of these two.
    public static F64Lane Fma(F64Lane left, F64Lane right, F64Lane addend) => new(left.Value * right.Value + addend.Value);

    // A driver's minimum drops a NaN.
    public static F64Lane Min(F64Lane left, F64Lane right) => left.Value < right.Value || NaN.Is(left.Value) ? left : right;

    public static F64Lane Max(F64Lane left, F64Lane right) => left.Value > right.Value || NaN.Is(left.Value) ? left : right;

    public static F64Lane Abs(F64Lane value) => new(Interop.IntAsFloat(Interop.FloatAsInt(value.Value) & 0x7FFFFFFFFFFFFFFFul));

    public static F64Lane IfLess(F64Lane left, F64Lane right, F64Lane then, F64Lane otherwise) => left.Value < right.Value ? then : otherwise;

    public static F64Lane IfEqual(F64Lane left, F64Lane right, F64Lane then, F64Lane otherwise) => left.Value == right.Value ? then : otherwise;

    public static F64Lane Clamp(F64Lane value, F64Lane low, F64Lane high) => NaN.Is(value.Value) ? value : value.Value < low.Value ? low : high.Value < value.Value ? high : value;

    public static F64Lane Sqrt(F64Lane value) => new(Math.Sqrt(value.Value));

    public static F64Lane CopySign(F64Lane magnitude, F64Lane sign) =>
        new(Interop.IntAsFloat(Interop.FloatAsInt(magnitude.Value) & 0x7FFFFFFFFFFFFFFFul | Interop.FloatAsInt(sign.Value) & 0x8000000000000000ul));

    // In two factors, for the exponents reach over those of a double; only the second product can round.
    public static F64Lane Scale(F64Lane value, F64Lane exponent)
    {
        int whole = (int)exponent.Value, half = whole >> 1;
        return new(value.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static F64Lane Exp(F64Lane value)
    {
        double rest = Reduced(Clamp(value, new(-746), new(710)).Value, out double n);
        return Scale(new(Expm1(rest) + 1), new(n));
    }

    /// <summary>t = e^-2|x| - 1; tanh |x| = -t / (2 + t). Below a quarter t comes from the series, which loses no digits.</summary>
    public static F64Lane Tanh(F64Lane value)
    {
        double x = Abs(value).Value, y = x > 20 ? -40 : -2 * x;
        double t = x < 0.17 ? Expm1(y) : Exp(new(y)).Value - 1;
        F64Lane tanh = CopySign(new(-t / (2 + t)), value);
        return NaN.Is(value.Value) ? value : tanh;
    }

    public static F64Lane Sigmoid(F64Lane value)
    {
        double e = Exp(-Abs(value)).Value;
        return new((value.Value < 0 ? e : 1) / (1 + e));
    }

    public static F64Lane Erf(F64Lane value) => throw Lanes.Unsupported(nameof(Erf));

    public static F64Lane Floor(F64Lane value) => new(Math.Floor(value.Value));

    /// <summary>x = 2^n m with m from sqrt(1/2) to sqrt(2), and log m = 2 artanh((m - 1) / (m + 1)) as a series.</summary>
    public static F64Lane Log(F64Lane value)
    {
        double x = value.Value;
        bool isTiny = x < 2.2250738585072014e-308;
        ulong bits = Interop.FloatAsInt(isTiny ? x * 4503599627370496.0 : x);
        int n = (int)(bits >> 52) - 1022;
        double m = Interop.IntAsFloat(bits & 0x000FFFFFFFFFFFFFul | 0x3FE0000000000000ul);
        bool isLow = m < 0.70710678118654752;
        n -= (isLow ? 1 : 0) + (isTiny ? 52 : 0);
        m = isLow ? m + m : m;
        double s = (m - 1) / (m + 1), z = s * s;
        double p = 1.0 / 23;
        p = p * z + 1.0 / 21;
        p = p * z + 1.0 / 19;
        p = p * z + 1.0 / 17;
        p = p * z + 1.0 / 15;
        p = p * z + 1.0 / 13;
        p = p * z + 1.0 / 11;
        p = p * z + 1.0 / 9;
        p = p * z + 1.0 / 7;
        p = p * z + 1.0 / 5;
        p = p * z + 1.0 / 3;
        double e = n, log = 2 * s + (2 * s * z * p + e * 1.90821492927058770002e-10) + e * 6.93147180369123816490e-01;
        double infinity = Interop.IntAsFloat(0x7FF0000000000000ul);
        return new(x > 0 ? x < infinity ? log : x : x == 0 ? -infinity : x - x + Interop.IntAsFloat(0x7FF8000000000000ul));
    }

    /// <summary>e^(y log |x|), with the sign of x where y is odd; of a negative x and a y that is not whole there is none.</summary>
    public static F64Lane Pow(F64Lane x, F64Lane y)
    {
        double power = Exp(y * Log(Abs(x))).Value, half = y.Value * 0.5;
        bool isWhole = Math.Floor(y.Value) == y.Value, isOdd = isWhole && Math.Floor(half) != half;
        double signed = x.Value < 0 ? isWhole ? isOdd ? -power : power : Interop.IntAsFloat(0x7FF8000000000000ul) : power;
        return new(y.Value == 0 || x.Value == 1 ? 1 : signed);
    }

    public static F64Lane Map<F>(F function, F64Lane value) where F : struct, ILaneFunction => function.Device(value);

    public static F64Lane Map<F>(F function, F64Lane left, F64Lane right) where F : struct, ILaneFunction2 => function.Device(left, right);

    // x = n ln 2 + the result, which is within ln 2 / 2 of 0.
    static double Reduced(double x, out double n)
    {
        // Adding and subtracting 1.5 * 2^52 rounds to the nearest integer.
        n = x * 1.4426950408889634 + 6755399441055744.0 - 6755399441055744.0;
        return x - n * 6.93147180369123816490e-01 - n * 1.90821492927058770002e-10;
    }

    // e^x - 1 for |x| up to ln 2 / 2: Taylor's series, whose next term is below 2^-56 of the result.
    static double Expm1(double x)
    {
        double p = 1.0 / 87178291200;
        p = p * x + 1.0 / 6227020800;
        p = p * x + 1.0 / 479001600;
        p = p * x + 1.0 / 39916800;
        p = p * x + 1.0 / 3628800;
        p = p * x + 1.0 / 362880;
        p = p * x + 1.0 / 40320;
        p = p * x + 1.0 / 5040;
        p = p * x + 1.0 / 720;
        p = p * x + 1.0 / 120;
        p = p * x + 1.0 / 24;
        p = p * x + 1.0 / 6;
        p = p * x + 1.0 / 2;
        return p * x * x + x;
    }

    static double PowerOfTwo(int exponent) => Interop.IntAsFloat((ulong)(exponent + 1023) << 52);
}
