namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype float32.</summary>
readonly struct Float32Cell : ICell<float>
{
    public float ToFloat(float value) => value;

    public double ToDouble(float value) => value;

    public long ToLong(float value) => (long)value;

    public float FromFloat(float value) => value;

    public float FromDouble(double value) => (float)value;

    public float FromLong(long value) => value;
}
