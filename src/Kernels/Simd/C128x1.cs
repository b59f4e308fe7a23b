using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>One complex number. There is no order among them, so nothing that needs one is ever asked of them.</summary>
readonly unsafe struct C128x1(Complex value) : ISimdOf<C128x1, Complex>
{
    /// <summary>The lane.</summary>
    public readonly Complex Value = value;

    public static int Count => 1;

    public static C128x1 Zero => new(Complex.Zero);

    public static C128x1 One => new(Complex.One);

    public static C128x1 Broadcast(double value) => new(value);

    public static C128x1 Load(Complex* source) => new(*source);

    public static C128x1 LoadBroadcast(Complex* source) => new(*source);

    public static void Store(C128x1 value, Complex* destination) => *destination = value.Value;

    public static C128x1 operator +(C128x1 left, C128x1 right) => new(left.Value + right.Value);

    public static C128x1 operator -(C128x1 left, C128x1 right) => new(left.Value - right.Value);

    public static C128x1 operator *(C128x1 left, C128x1 right) => new(left.Value * right.Value);

    public static C128x1 operator /(C128x1 left, C128x1 right) => new(left.Value / right.Value);

    public static C128x1 operator -(C128x1 value) => new(-value.Value);

    public static C128x1 Fma(C128x1 left, C128x1 right, C128x1 addend) => left * right + addend;

    public static C128x1 Min(C128x1 left, C128x1 right) => throw Lanes.Unsupported(nameof(Min));

    public static C128x1 Max(C128x1 left, C128x1 right) => throw Lanes.Unsupported(nameof(Max));

    public static C128x1 Abs(C128x1 value) => new(Complex.Abs(value.Value));

    public static C128x1 IfLess(C128x1 left, C128x1 right, C128x1 then, C128x1 otherwise) => throw Lanes.Unsupported(nameof(IfLess));

    public static C128x1 IfEqual(C128x1 left, C128x1 right, C128x1 then, C128x1 otherwise) => left.Value == right.Value ? then : otherwise;

    public static C128x1 Sqrt(C128x1 value) => new(Elementwise.Branches.Sqrt(value.Value));

    public static C128x1 Clamp(C128x1 value, C128x1 low, C128x1 high) => throw Lanes.Unsupported(nameof(Clamp));

    public static C128x1 CopySign(C128x1 magnitude, C128x1 sign) => throw Lanes.Unsupported(nameof(CopySign));

    public static C128x1 Scale(C128x1 value, C128x1 exponent) => throw Lanes.Unsupported(nameof(Scale));

    public static C128x1 Exp(C128x1 value) => new(Complex.Exp(value.Value));

    public static C128x1 Tanh(C128x1 value) => new(Complex.Tanh(value.Value));

    public static C128x1 Sigmoid(C128x1 value) => new(1 / (1 + Complex.Exp(-value.Value)));

    public static C128x1 Map<F>(F function, C128x1 value) where F : struct, ILaneFunction => new(function.Complex(value.Value));

    public static C128x1 Map<F>(F function, C128x1 left, C128x1 right) where F : struct, ILaneFunction2 => new(function.Complex(left.Value, right.Value));

    public static C128x1 Erf(C128x1 value) => throw Lanes.Unsupported(nameof(Erf));
}
