using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Proofs;

/// <summary>What one would write by hand for one function and one width: the rivals of the generic loop.</summary>
static unsafe class HandWritten
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Relu256(float* x, float* y, nint i, nint count)
    {
        for (; i <= count - 32; i += 32)
        {
            Vector256<float> a = Vector256.Load(x + i), b = Vector256.Load(x + i + 8), c = Vector256.Load(x + i + 16), d = Vector256.Load(x + i + 24);
            Vector256.ConditionalSelect(Vector256.LessThan(a, Vector256<float>.Zero), Vector256<float>.Zero, a).Store(y + i);
            Vector256.ConditionalSelect(Vector256.LessThan(b, Vector256<float>.Zero), Vector256<float>.Zero, b).Store(y + i + 8);
            Vector256.ConditionalSelect(Vector256.LessThan(c, Vector256<float>.Zero), Vector256<float>.Zero, c).Store(y + i + 16);
            Vector256.ConditionalSelect(Vector256.LessThan(d, Vector256<float>.Zero), Vector256<float>.Zero, d).Store(y + i + 24);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Relu512(float* x, float* y, nint i, nint count)
    {
        for (; i <= count - 64; i += 64)
        {
            Vector512<float> a = Vector512.Load(x + i), b = Vector512.Load(x + i + 16), c = Vector512.Load(x + i + 32), d = Vector512.Load(x + i + 48);
            Vector512.ConditionalSelect(Vector512.LessThan(a, Vector512<float>.Zero), Vector512<float>.Zero, a).Store(y + i);
            Vector512.ConditionalSelect(Vector512.LessThan(b, Vector512<float>.Zero), Vector512<float>.Zero, b).Store(y + i + 16);
            Vector512.ConditionalSelect(Vector512.LessThan(c, Vector512<float>.Zero), Vector512<float>.Zero, c).Store(y + i + 32);
            Vector512.ConditionalSelect(Vector512.LessThan(d, Vector512<float>.Zero), Vector512<float>.Zero, d).Store(y + i + 48);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Silu256(float* x, float* y, nint i, nint count)
    {
        for (; i <= count - 32; i += 32)
        {
            Vector256<float> a = Vector256.Load(x + i), b = Vector256.Load(x + i + 8), c = Vector256.Load(x + i + 16), d = Vector256.Load(x + i + 24);
            (a / (Vector256<float>.One + Exp(-a))).Store(y + i);
            (b / (Vector256<float>.One + Exp(-b))).Store(y + i + 8);
            (c / (Vector256<float>.One + Exp(-c))).Store(y + i + 16);
            (d / (Vector256<float>.One + Exp(-d))).Store(y + i + 24);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Silu512(float* x, float* y, nint i, nint count)
    {
        for (; i <= count - 64; i += 64)
        {
            Vector512<float> a = Vector512.Load(x + i), b = Vector512.Load(x + i + 16), c = Vector512.Load(x + i + 32), d = Vector512.Load(x + i + 48);
            (a / (Vector512<float>.One + Exp(-a))).Store(y + i);
            (b / (Vector512<float>.One + Exp(-b))).Store(y + i + 16);
            (c / (Vector512<float>.One + Exp(-c))).Store(y + i + 32);
            (d / (Vector512<float>.One + Exp(-d))).Store(y + i + 48);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(-104f)), Vector256.Create(-104f), x);
        x = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Create(89f), x), Vector256.Create(89f), x);
        Vector256<float> shift = Vector256.Create(12582912f), n = x * Vector256.Create(1.44269504f) + shift - shift;
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4f), r);
        Vector256<float> p = Vector256.Create(1.9875691500e-4f);
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.3981999507e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(8.3334519073e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(4.1665795894e-2f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.6666665459e-1f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(5.0000001201e-1f));
        p = Vector256.MultiplyAddEstimate(p, r * r, r) + Vector256<float>.One;
        Vector256<float> half = n * Vector256.Create(0.5f) + shift - shift;
        return p * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-104f)), Vector512.Create(-104f), x);
        x = Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Create(89f), x), Vector512.Create(89f), x);
        Vector512<float> shift = Vector512.Create(12582912f), n = x * Vector512.Create(1.44269504f) + shift - shift;
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.MultiplyAddEstimate(p, r * r, r) + Vector512<float>.One;
        Vector512<float> half = n * Vector512.Create(0.5f) + shift - shift;
        return p * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> PowerOfTwo(Vector256<float> n) => Vector256.ShiftLeft(Vector256.ConvertToInt32Native(n) + Vector256.Create(127), 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> PowerOfTwo(Vector512<float> n) => Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23).AsSingle();
}
