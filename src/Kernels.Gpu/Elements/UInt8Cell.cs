namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype uint8.</summary>
readonly struct UInt8Cell : ICell<byte>
{
    public float ToFloat(byte value) => value;

    public double ToDouble(byte value) => value;

    public long ToLong(byte value) => value;

    public byte FromFloat(float value) => (byte)(long)value;

    public byte FromDouble(double value) => (byte)(long)value;

    public byte FromLong(long value) => (byte)value;
}
