namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype int8.</summary>
readonly struct Int8Cell : ICell<sbyte>
{
    public float ToFloat(sbyte value) => value;

    public double ToDouble(sbyte value) => value;

    public long ToLong(sbyte value) => value;

    public sbyte FromFloat(float value) => (sbyte)(long)value;

    public sbyte FromDouble(double value) => (sbyte)(long)value;

    public sbyte FromLong(long value) => (sbyte)value;
}
