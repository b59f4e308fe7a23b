namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype int32.</summary>
readonly struct Int32Cell : ICell<int>
{
    public float ToFloat(int value) => value;

    public double ToDouble(int value) => value;

    public long ToLong(int value) => value;

    public int FromFloat(float value) => (int)(long)value;

    public int FromDouble(double value) => (int)(long)value;

    public int FromLong(long value) => (int)value;
}
