namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype float16.</summary>
readonly struct Float16Cell : ICell<ushort>
{
    public float ToFloat(ushort value) => HalfBits.ToFloat(value);

    public double ToDouble(ushort value) => HalfBits.ToFloat(value);

    public long ToLong(ushort value) => (long)HalfBits.ToFloat(value);

    public ushort FromFloat(float value) => HalfBits.FromFloat(value);

    public ushort FromDouble(double value) => HalfBits.FromFloat((float)value);

    public ushort FromLong(long value) => HalfBits.FromFloat(value);
}
