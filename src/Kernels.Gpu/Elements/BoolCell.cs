namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype bool.</summary>
readonly struct BoolCell : ICell<byte>
{
    public float ToFloat(byte value) => value != 0 ? 1f : 0f;

    public double ToDouble(byte value) => value != 0 ? 1 : 0;

    public long ToLong(byte value) => value != 0 ? 1 : 0;

    public byte FromFloat(float value) => value != 0f ? (byte)1 : (byte)0;

    public byte FromDouble(double value) => value != 0 ? (byte)1 : (byte)0;

    public byte FromLong(long value) => value != 0 ? (byte)1 : (byte)0;
}
