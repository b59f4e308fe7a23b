namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype uint16.</summary>
readonly struct UInt16Cell : ICell<ushort>
{
    public float ToFloat(ushort value) => value;

    public double ToDouble(ushort value) => value;

    public long ToLong(ushort value) => value;

    public ushort FromFloat(float value) => (ushort)(long)value;

    public ushort FromDouble(double value) => (ushort)(long)value;

    public ushort FromLong(long value) => (ushort)value;
}
