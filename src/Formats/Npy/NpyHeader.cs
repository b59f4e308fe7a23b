using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>The header of a <c>.npy</c> file: written as version 1.0, byte for byte as NumPy 2 does.</summary>
static partial class NpyHeader
{
    // The data behind the header starts at a multiple of this, for those who map the file.
    const int AlignmentBytes = 64;

    // NumPy leaves room for the first axis to grow to so many digits without moving the data.
    const int GrowthDigits = 21;

    // "\x93NUMPY", two bytes of version, two of the header's length.
    const int PrefixBytes = 10;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>NumPy's name of a dtype: <c>&lt;f4</c>; null where it has none of the same bits.</summary>
    public static string? Descr(DType dtype) => dtype switch
    {
        DType.Bool => "|b1",
        DType.UInt8 => "|u1",
        DType.Int8 => "|i1",
        DType.UInt16 => "<u2",
        DType.Int16 => "<i2",
        DType.UInt32 => "<u4",
        DType.Int32 => "<i4",
        DType.UInt64 => "<u8",
        DType.Int64 => "<i8",
        DType.Float16 => "<f2",
        DType.Float32 => "<f4",
        DType.Float64 => "<f8",
        DType.Complex64 => "<c8",
        DType.Complex128 => "<c16",
        _ => null,
    };

    /// <summary>The header with everything before the data.</summary>
    public static byte[] Write(string descr, bool isFortranOrder, Shape shape)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': {(isFortranOrder ? "True" : "False")}, 'shape': (");
        for (int i = 0; i < shape.Rank; i++)
            text.Append(i == 0 ? "" : ", ").Append(shape[i].ToString(CultureInfo.InvariantCulture));
        text.Append(shape.Rank == 1 ? ",), }" : "), }");
        if (shape.Rank > 0)
            text.Append(' ', GrowthDigits - shape[isFortranOrder ? -1 : 0].ToString(CultureInfo.InvariantCulture).Length);
        // Already aligned, NumPy adds a whole line of spaces all the same.
        text.Append(' ', AlignmentBytes - (PrefixBytes + text.Length + 1) % AlignmentBytes).Append('\n');

        byte[] header = new byte[PrefixBytes + text.Length];
        Magic.CopyTo(header);
        header[6] = 1;
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(PrefixBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)text.Length);
        return header;
    }
}
