using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>One integer of any width. Sums and products wrap, as in PyTorch; what integers do not have is never asked of them.</summary>
readonly unsafe struct Whole<T>(T value) : ISimdOf<Whole<T>, T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <summary>The lane.</summary>
    public readonly T Value = value;

    public static int Count => 1;

    public static Whole<T> Zero => new(T.Zero);

    public static Whole<T> One => new(T.One);

    public static Whole<T> Broadcast(double value) => new(T.CreateTruncating((long)value));

    public static Whole<T> Load(T* source) => new(*source);

    public static Whole<T> LoadBroadcast(T* source) => new(*source);

    public static void Store(Whole<T> value, T* destination) => *destination = value.Value;

    public static Whole<T> operator +(Whole<T> left, Whole<T> right) => new(unchecked(left.Value + right.Value));

    public static Whole<T> operator -(Whole<T> left, Whole<T> right) => new(unchecked(left.Value - right.Value));

    public static Whole<T> operator *(Whole<T> left, Whole<T> right) => new(unchecked(left.Value * right.Value));

    public static Whole<T> operator /(Whole<T> left, Whole<T> right) => new(Integers.Quotient(left.Value, right.Value));

    public static Whole<T> operator -(Whole<T> value) => new(unchecked(T.Zero - value.Value));

    public static Whole<T> Fma(Whole<T> left, Whole<T> right, Whole<T> addend) => left * right + addend;

    public static Whole<T> Min(Whole<T> left, Whole<T> right) => new(T.Min(left.Value, right.Value));

    public static Whole<T> Max(Whole<T> left, Whole<T> right) => new(T.Max(left.Value, right.Value));

    public static Whole<T> Abs(Whole<T> value) => T.IsNegative(value.Value) ? -value : value;

    public static Whole<T> IfLess(Whole<T> left, Whole<T> right, Whole<T> then, Whole<T> otherwise) => left.Value < right.Value ? then : otherwise;

    public static Whole<T> IfEqual(Whole<T> left, Whole<T> right, Whole<T> then, Whole<T> otherwise) => left.Value == right.Value ? then : otherwise;

    public static Whole<T> Sqrt(Whole<T> value) => throw Lanes.Unsupported(nameof(Sqrt));

    public static Whole<T> Clamp(Whole<T> value, Whole<T> low, Whole<T> high) => Min(Max(value, low), high);

    public static Whole<T> CopySign(Whole<T> magnitude, Whole<T> sign) => throw Lanes.Unsupported(nameof(CopySign));

    public static Whole<T> Scale(Whole<T> value, Whole<T> exponent) => throw Lanes.Unsupported(nameof(Scale));

    public static Whole<T> Exp(Whole<T> value) => throw Lanes.Unsupported(nameof(Exp));

    public static Whole<T> Tanh(Whole<T> value) => throw Lanes.Unsupported(nameof(Tanh));

    public static Whole<T> Sigmoid(Whole<T> value) => throw Lanes.Unsupported(nameof(Sigmoid));

    public static Whole<T> Map<F>(F function, Whole<T> value) where F : struct, ILaneFunction => new(function.Whole(value.Value));

    public static Whole<T> Map<F>(F function, Whole<T> left, Whole<T> right) where F : struct, ILaneFunction2 => new(function.Whole(left.Value, right.Value));

    public static Whole<T> Erf(Whole<T> value) => throw Lanes.Unsupported(nameof(Erf));
}
