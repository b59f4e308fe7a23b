namespace PtFormat.Kernels.Gpu;

/// <summary>(i, f, g, o) = the gates' sums;  c = sigmoid(f) * c + sigmoid(i) * tanh(g);  h = sigmoid(o) * tanh(c).</summary>
readonly struct LstmCell : IGpuCell
{
    public static int Gates => 4;

    public static bool HasCellState => true;

    // tanh x is 2 sigmoid 2x - 1: one exponential for every thread of a warp, whichever gate it has.
    public static float Gate(int gate, float input, float hidden)
    {
        float scale = gate == 2 ? 2 : 1;
        return scale / (1 + F32Lane.Exp(new F32Lane(-scale * (input + hidden))).Value) - (scale - 1);
    }

    public static float Unit(float first, float second, float third, float fourth, float lastInput, float before, ref float c)
    {
        c = second * c + first * third;
        return fourth * F32Lane.Tanh(new F32Lane(c)).Value;
    }
}

/// <summary>r = sigmoid(ir + hr);  z = sigmoid(iz + hz);  n = tanh(in + r * hn);  h = n + z * (h - n).</summary>
readonly struct GruCell : IGpuCell
{
    public static int Gates => 3;

    public static bool HasCellState => false;

    public static float Gate(int gate, float input, float hidden) => gate == 2 ? hidden : 1 / (1 + F32Lane.Exp(new F32Lane(-(input + hidden))).Value);

    public static float Unit(float first, float second, float third, float fourth, float lastInput, float before, ref float c)
    {
        float fresh = F32Lane.Tanh(new F32Lane(lastInput + first * third)).Value;
        return fresh + second * (before - fresh);
    }
}

/// <summary>h = tanh(i + h).</summary>
readonly struct TanhCell : IGpuCell
{
    public static int Gates => 1;

    public static bool HasCellState => false;

    public static float Gate(int gate, float input, float hidden) => input + hidden;

    public static float Unit(float first, float second, float third, float fourth, float lastInput, float before, ref float c) => F32Lane.Tanh(new F32Lane(first)).Value;
}

/// <summary>h = max(i + h, 0); NaN stays.</summary>
readonly struct ReluCell : IGpuCell
{
    public static int Gates => 1;

    public static bool HasCellState => false;

    public static float Gate(int gate, float input, float hidden) => input + hidden;

    public static float Unit(float first, float second, float third, float fourth, float lastInput, float before, ref float c) => first < 0 ? 0 : first;
}
