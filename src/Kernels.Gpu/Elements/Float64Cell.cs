namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype float64.</summary>
readonly struct Float64Cell : ICell<double>
{
    public float ToFloat(double value) => (float)value;

    public double ToDouble(double value) => value;

    public long ToLong(double value) => (long)value;

    public double FromFloat(float value) => value;

    public double FromDouble(double value) => value;

    public double FromLong(long value) => value;
}
