namespace PtFormat.Kernels.Gpu;

/// <summary>One integer of any width on a GPU: narrower ones are widened when they are read, and wrap when they are written.</summary>
readonly struct I64Lane(long value) : ILane<I64Lane, long>
{
    public readonly long Value = value;

    public static int Count => 1;

    public static I64Lane Zero => new(0);

    public static I64Lane One => new(1);

    public static I64Lane Of(long value) => new(value);

    public static long ToMemory(I64Lane lane) => lane.Value;

    public static bool IsOne(I64Lane lane) => lane.Value == 1;

    public static bool IsNaN(I64Lane lane) => false;

    // The infinities stand for the ends in searches for the greatest and the least.
    public static I64Lane Broadcast(double value) => new(value <= -9.2233720368547758e18 ? long.MinValue : value >= 9.2233720368547758e18 ? long.MaxValue : (long)value);

    public static I64Lane operator +(I64Lane left, I64Lane right) => new(left.Value + right.Value);

    public static I64Lane operator -(I64Lane left, I64Lane right) => new(left.Value - right.Value);

    public static I64Lane operator *(I64Lane left, I64Lane right) => new(left.Value * right.Value);

    public static I64Lane operator /(I64Lane left, I64Lane right) => new(left.Value / right.Value);

    public static I64Lane operator -(I64Lane value) => new(-value.Value);

    public static I64Lane Fma(I64Lane left, I64Lane right, I64Lane addend) => new(left.Value * right.Value + addend.Value);

    public static I64Lane Min(I64Lane left, I64Lane right) => left.Value < right.Value ? left : right;

    public static I64Lane Max(I64Lane left, I64Lane right) => left.Value > right.Value ? left : right;

    public static I64Lane Abs(I64Lane value) => value.Value < 0 ? -value : value;

    public static I64Lane IfLess(I64Lane left, I64Lane right, I64Lane then, I64Lane otherwise) => left.Value < right.Value ? then : otherwise;

    public static I64Lane IfEqual(I64Lane left, I64Lane right, I64Lane then, I64Lane otherwise) => left.Value == right.Value ? then : otherwise;

    public static I64Lane Clamp(I64Lane value, I64Lane low, I64Lane high) => value.Value < low.Value ? low : high.Value < value.Value ? high : value;

    public static I64Lane Sqrt(I64Lane value) => throw Lanes.Unsupported(nameof(Sqrt));

    public static I64Lane CopySign(I64Lane magnitude, I64Lane sign) => throw Lanes.Unsupported(nameof(CopySign));

    public static I64Lane Scale(I64Lane value, I64Lane exponent) => throw Lanes.Unsupported(nameof(Scale));

    public static I64Lane Exp(I64Lane value) => throw Lanes.Unsupported(nameof(Exp));

    public static I64Lane Tanh(I64Lane value) => throw Lanes.Unsupported(nameof(Tanh));

    public static I64Lane Sigmoid(I64Lane value) => throw Lanes.Unsupported(nameof(Sigmoid));

    public static I64Lane Erf(I64Lane value) => throw Lanes.Unsupported(nameof(Erf));

    public static I64Lane Log(I64Lane value) => throw Lanes.Unsupported(nameof(Log));

    public static I64Lane Floor(I64Lane value) => throw Lanes.Unsupported(nameof(Floor));

    public static I64Lane Pow(I64Lane x, I64Lane y) => throw Lanes.Unsupported(nameof(Pow));
}
