using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Kernels.Distributions;

/// <summary>
/// Sixteen or more normal numbers at once, as PyTorch draws them (Box and Muller 1958): sixteen uniform ones become eight
/// radii, sqrt(-2 log(1 - u1)), and eight angles, 2π u2; the first eight results are radius · cos, the other eight radius · sin.
/// What is left over at the end is drawn anew as the last sixteen. float32 follows PyTorch's AVX2 code, whose log, sine and
/// cosine are the polynomials of Cephes (S. Moshier, https://www.netlib.org/cephes/) over eight lanes with fused
/// multiply-adds; float64 uses the platform's functions.
/// </summary>
static class NormalPairs
{
    public const int Block = 16;
    const int Half = Block / 2;

    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="values">Sixteen or more.</param>
    /// <param name="mean">Of the distribution.</param>
    /// <param name="std">Of the distribution.</param>
    /// <param name="sparing">True to draw nothing for what is drawn anew: PyTorch's way for dtypes narrower than float32.</param>
    public static void Fill(Generator generator, Span<float> values, float mean, float std, bool sparing) =>
        Fill<float, UniformSingle, Vectors>(generator, values, new(0, 1), new(mean, std), sparing);

    public static void Fill(Generator generator, Span<double> values, double mean, double std) =>
        Fill<double, UniformDouble, Doubles>(generator, values, new(0, 1), new(mean, std), sparing: false);

    static void Fill<T, TUniform, TTransform>(Generator generator, Span<T> values, TUniform uniform, TTransform transform, bool sparing)
        where T : unmanaged where TUniform : struct, IDistribution<T> where TTransform : struct, ITransform<T>
    {
        int whole = values.Length - values.Length % Block;
        Draw(values[..(sparing ? whole : values.Length)]);
        for (int i = 0; i < whole; i += Block)
            transform.Apply(values.Slice(i, Block));
        if (whole == values.Length)
            return;
        Draw(values[^Block..]);
        transform.Apply(values[^Block..]);

        void Draw(Span<T> drawn)
        {
            foreach (ref T value in drawn)
                value = uniform.Next(generator);
        }
    }

    interface ITransform<T>
    {
        void Apply(Span<T> block);
    }

    readonly struct Doubles(double mean, double std) : ITransform<double>
    {
        public void Apply(Span<double> block)
        {
            for (int i = 0; i < Half; i++)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - block[i])), angle = 2 * Math.PI * block[i + Half];
                block[i] = Math.FusedMultiplyAdd(radius * Math.Cos(angle), std, mean);
                block[i + Half] = Math.FusedMultiplyAdd(radius * Math.Sin(angle), std, mean);
            }
        }
    }

    readonly struct Vectors(float mean, float std) : ITransform<float>
    {
        public void Apply(Span<float> block)
        {
            ref float first = ref block[0];
            Vector256<float> radius = Vector256.Sqrt(-2 * Log(Vector256<float>.One - Vector256.LoadUnsafe(ref first)));
            (Vector256<float> sin, Vector256<float> cos) = SinCos(2 * MathF.PI * Vector256.LoadUnsafe(ref first, Half));
            Vector256<float> spread = Vector256.Create(std), middle = Vector256.Create(mean);
            Fma(radius * cos, spread, middle).StoreUnsafe(ref first);
            Fma(radius * sin, spread, middle).StoreUnsafe(ref first, Half);
        }
    }

    // Of numbers in (0, 1].
    static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<int> bits = x.AsInt32();
        Vector256<float> exponent = Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(126));
        x = ((bits & Vector256.Create(0x007fffff)) | Vector256.Create(0.5f).AsInt32()).AsSingle();
        Vector256<float> isSmall = Vector256.LessThan(x, Vector256.Create(0.707106781186547524f));
        exponent -= isSmall & Vector256<float>.One;
        x = x - Vector256<float>.One + (isSmall & x);
        Vector256<float> square = x * x;
        Vector256<float> y = Polynomial(x,
            [7.0376836292E-2f, -1.1514610310E-1f, 1.1676998740E-1f, -1.2420140846E-1f, 1.4249322787E-1f, -1.6668057665E-1f, 2.0000714765E-1f, -2.4999993993E-1f, 3.3333331174E-1f]) * x;
        y = Fma(y, square, exponent * Vector256.Create(-2.12194440e-4f));
        y = Fma(square, Vector256.Create(-0.5f), y);
        return Fma(exponent, Vector256.Create(0.693359375f), x + y);
    }

    // Of angles from 0 to 2π: reduced to [-π/4, π/4] by multiples of π/4, in three parts so that the difference is exact.
    static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> x)
    {
        Vector256<int> octant = (Vector256.ConvertToInt32(x * Vector256.Create(1.27323954473516f)) + Vector256<int>.One) & Vector256.Create(~1);
        Vector256<float> y = Vector256.ConvertToSingle(octant);
        Vector256<int> sinSign = (octant & Vector256.Create(4)) << 29;
        Vector256<int> cosSign = Vector256.AndNot(Vector256.Create(4), octant - Vector256.Create(2)) << 29;
        Vector256<float> isSin = Vector256.Equals(octant & Vector256.Create(2), Vector256<int>.Zero).AsSingle();
        x = Fma(y, Vector256.Create(-0.78515625f), x);
        x = Fma(y, Vector256.Create(-2.4187564849853515625e-4f), x);
        x = Fma(y, Vector256.Create(-3.77489497744594108e-8f), x);
        Vector256<float> z = x * x;
        Vector256<float> cos = Polynomial(z, [2.443315711809948E-005f, -1.388731625493765E-003f, 4.166664568298827E-002f]) * z;
        cos = Fma(cos, z, -(z * Vector256.Create(0.5f))) + Vector256<float>.One;
        Vector256<float> sin = Polynomial(z, [-1.9515295891E-4f, 8.3321608736E-3f, -1.6666654611E-1f]) * z;
        sin = Fma(sin, x, x);
        return ((Vector256.ConditionalSelect(isSin, sin, cos).AsInt32() ^ sinSign).AsSingle(),
            (Vector256.ConditionalSelect(isSin, cos, sin).AsInt32() ^ cosSign).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Polynomial(Vector256<float> x, ReadOnlySpan<float> coefficients)
    {
        Vector256<float> y = Vector256.Create(coefficients[0]);
        for (int i = 1; i < coefficients.Length; i++)
            y = Fma(y, x, Vector256.Create(coefficients[i]));
        return y;
    }

    static Vector256<float> Fma(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.FusedMultiplyAdd(x, y, z);
}
