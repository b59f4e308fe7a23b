namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype int64.</summary>
readonly struct Int64Cell : ICell<long>
{
    public float ToFloat(long value) => value;

    public double ToDouble(long value) => value;

    public long ToLong(long value) => value;

    public long FromFloat(float value) => (long)value;

    public long FromDouble(double value) => (long)value;

    public long FromLong(long value) => value;
}
