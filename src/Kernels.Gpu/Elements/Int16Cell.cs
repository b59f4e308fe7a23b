namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype int16.</summary>
readonly struct Int16Cell : ICell<short>
{
    public float ToFloat(short value) => value;

    public double ToDouble(short value) => value;

    public long ToLong(short value) => value;

    public short FromFloat(float value) => (short)(long)value;

    public short FromDouble(double value) => (short)(long)value;

    public short FromLong(long value) => (short)value;
}
