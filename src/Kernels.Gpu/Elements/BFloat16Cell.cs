namespace PtFormat.Kernels.Gpu;

/// <summary>Elements of dtype bfloat16.</summary>
readonly struct BFloat16Cell : ICell<ushort>
{
    public float ToFloat(ushort value) => HalfBits.BrainToFloat(value);

    public double ToDouble(ushort value) => HalfBits.BrainToFloat(value);

    public long ToLong(ushort value) => (long)HalfBits.BrainToFloat(value);

    public ushort FromFloat(float value) => HalfBits.BrainFromFloat(value);

    public ushort FromDouble(double value) => HalfBits.BrainFromFloat((float)value);

    public ushort FromLong(long value) => HalfBits.BrainFromFloat(value);
}
