using System.Buffers.Binary;
using PtFormat.Formats.Numpy;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <content>Reading: versions 1.0 to 3.0, which differ in the length's width and in the encoding of field names.</content>
static partial class NpyHeader
{
    /// <summary>What a header says.</summary>
    /// <param name="DType">The elements' dtype.</param>
    /// <param name="IsBigEndian">True when their numbers have the high byte first.</param>
    /// <param name="Layout">Shape, and strides in the order in which the elements lie.</param>
    /// <param name="DataOffset">Where the elements begin, in bytes from the start of the file.</param>
    public sealed record Content(DType DType, bool IsBigEndian, Layout Layout, long DataOffset)
    {
        /// <summary>Length of the elements in bytes.</summary>
        public long ByteLength => Layout.ElementCount * DType.ItemSize();

        /// <summary>Bytes of a number to turn round; 1 for none.</summary>
        public int SwapBytes => !IsBigEndian ? 1 : DType.IsComplex() ? DType.ItemSize() / 2 : DType.ItemSize();
    }

    /// <summary>True for what starts as every <c>.npy</c> does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    /// <summary>The bytes before the data, as far as the beginning tells; 0 where that is too short, or of no version that is known.</summary>
    /// <exception cref="PtFormatException">The version is unknown, or the header is beyond the limit.</exception>
    public static int Length(ReadOnlySpan<byte> head, LoadLimits limits, string? record)
    {
        if (!IsOne(head) || head.Length < PrefixBytes)
            throw new PtFormatException(IsOne(head) ? PtErrorKind.Truncated : PtErrorKind.Malformed, "this is no .npy: it does not start with \\x93NUMPY, a version and the header's length", 0, record);
        (byte major, byte minor) = (head[6], head[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the .npy has version {major}.{minor}: 1.0, 2.0 and 3.0 are known", 6, record);
        if (major > 1 && head.Length < PrefixBytes + 2)
            throw new PtFormatException(PtErrorKind.Truncated, "the .npy ends within its header", head.Length, record);
        long text = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (text > limits.MaxNpyHeaderBytes)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the header has {text} bytes; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxNpyHeaderBytes)} is {limits.MaxNpyHeaderBytes}", 8, record);
        return PrefixBytes + (major == 1 ? 0 : 2) + (int)text;
    }

    /// <summary>Reads a header of the <see cref="Length"/> that was found.</summary>
    /// <exception cref="PtFormatException">It is no header, or of a dtype that no tensor has.</exception>
    public static Content Read(ReadOnlySpan<byte> header, LoadLimits limits, string? record)
    {
        int start = header[6] == 1 ? PrefixBytes : PrefixBytes + 2;
        NpyLiteral literal = new(header[start..], start, record, allowsLong: header[6] < 3);
        NumpyDType? descr = null;
        bool? isFortranOrder = null;
        List<long>? sizes = null;
        literal.Expect('{');
        while (!literal.TryTake('}'))
        {
            string key = literal.Text("a key");
            if (key switch { "descr" => descr is not null, "fortran_order" => isFortranOrder is not null, "shape" => sizes is not null, _ => true })
                throw literal.Malformed($"the header has {PtFormatException.Quote(key)}{(key is "descr" or "fortran_order" or "shape" ? " twice" : "")}: descr, fortran_order and shape were needed");
            literal.Expect(':');
            if (key == "descr")
                descr = Descr(ref literal);
            else if (key == "shape")
                sizes = literal.Sizes(limits);
            else
                isFortranOrder = literal.Bool();
            if (literal.TryTake('}'))
                break;
            literal.Expect(',');
        }
        literal.ExpectEnd();
        if (descr is null || isFortranOrder is not { } fortran || sizes is null)
            throw literal.Malformed("the header lacks descr, fortran_order or shape");
        DType dtype = descr.TensorDType!.Value;
        UInt128 bytes = (UInt128)dtype.ItemSize();
        foreach (long size in sizes)
            if ((bytes *= (UInt128)Math.Max(size, 1)) > long.MaxValue)
                throw literal.Malformed("the shape has more than 2^63 - 1 bytes");
        Layout layout = fortran
            ? Layout.Dense(Shape.Create([.. Enumerable.Reverse(sizes)])).Permute([.. Enumerable.Range(0, sizes.Count).Reverse()])
            : Layout.Dense(Shape.Create([.. sizes]));
        // One row, one column and nothing at all lie the same in either order.
        return new(dtype, descr.IsBigEndian, layout.IsDense ? Layout.Dense(layout.Shape) : layout, header.Length);
    }

    static NumpyDType Descr(ref NpyLiteral literal)
    {
        if (literal.Peek() == '[')
            throw literal.Unsupported("an array of records, which no tensor is: save its fields as arrays of their own, array['name']");
        string text = literal.Text("a dtype");
        ReadOnlySpan<char> rest = text;
        char order = rest.Length > 0 && rest[0] is '<' or '>' or '|' ? rest[0] : '\0';
        rest = order == '\0' ? rest : rest[1..];
        if (rest.Length > 0 && rest[0] == 'O')
            throw literal.Unsupported("an array of Python objects, which lie in the file as a pickle: save it with a dtype of numbers, array.astype('float32')");
        if (rest.Length is >= 2 and <= 3 && rest[1] != '0' && rest[0] is 'b' or 'i' or 'u' or 'f' or 'c' && int.TryParse(rest[1..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int bytes)
            && (order is '<' or '>' || bytes == 1) && new NumpyDType(rest[0], bytes, order == '>' && bytes > 1) is { TensorDType: not null } known)
            return known;
        throw literal.Unsupported($"an array of {PtFormatException.Quote(text)}, which no tensor is: bool, integers, floats up to 64 bits and complex numbers up to 128 are known");
    }
}
