using System.Runtime.InteropServices;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary>Elements as numbers.</summary>
static class ElementNumbers
{
    public static bool IsInteger(DType dtype) => dtype is DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16
        or DType.UInt32 or DType.Int32 or DType.UInt64 or DType.Int64;

    public static bool Has(DType dtype) => IsInteger(dtype) || FloatWidening.Target(dtype) is DType.Float32 or DType.Float64 or DType.Complex64 or DType.Complex128;

    /// <summary>Two for a complex number.</summary>
    public static int Parts(DType dtype) => FloatWidening.Target(dtype) is DType.Complex64 or DType.Complex128 ? 2 : 1;

    public static Int128 Integer(DType dtype, ReadOnlySpan<byte> elements, int index) => dtype switch
    {
        DType.Int64 => MemoryMarshal.Cast<byte, long>(elements)[index],
        DType.UInt64 => MemoryMarshal.Cast<byte, ulong>(elements)[index],
        DType.Int32 => MemoryMarshal.Cast<byte, int>(elements)[index],
        DType.UInt32 => MemoryMarshal.Cast<byte, uint>(elements)[index],
        DType.Int16 => MemoryMarshal.Cast<byte, short>(elements)[index],
        DType.UInt16 => MemoryMarshal.Cast<byte, ushort>(elements)[index],
        DType.Int8 => (sbyte)elements[index],
        DType.Bool => elements[index] == 0 ? 0 : 1,
        _ => elements[index],
    };

    public static void Read(DType dtype, ReadOnlySpan<byte> elements, Span<double> numbers)
    {
        if (IsInteger(dtype))
        {
            int count = elements.Length / dtype.ItemSize();
            for (int i = 0; i < count; i++)
                numbers[i] = (double)Integer(dtype, elements, i);
            return;
        }
        if (dtype is DType.Float64 or DType.Complex128)
        {
            MemoryMarshal.Cast<byte, double>(elements).CopyTo(numbers);
            return;
        }
        DType wide = FloatWidening.Target(dtype);
        ReadOnlySpan<byte> floats = elements;
        if (wide != dtype)
        {
            byte[] widened = new byte[elements.Length / dtype.ItemSize() * wide.ItemSize()];
            FloatWidening.Widen(dtype, elements, widened);
            floats = widened;
        }
        ReadOnlySpan<float> singles = MemoryMarshal.Cast<byte, float>(floats);
        for (int i = 0; i < singles.Length; i++)
            numbers[i] = singles[i];
    }
}
