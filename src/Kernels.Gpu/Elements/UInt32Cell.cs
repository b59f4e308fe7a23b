namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype uint32.</summary>
readonly struct UInt32Cell : ICell<uint>
{
    public float ToFloat(uint value) => value;

    public double ToDouble(uint value) => value;

    public long ToLong(uint value) => value;

    public uint FromFloat(float value) => (uint)(long)value;

    public uint FromDouble(double value) => (uint)(long)value;

    public uint FromLong(long value) => (uint)value;
}
