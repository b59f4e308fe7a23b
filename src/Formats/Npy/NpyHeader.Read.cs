using System.Buffers.Binary;
using PtFormat.Formats.Numpy;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <content>Reading: versions 1.0 to 3.0, which differ in the length's width and in the encoding of field names.</content>
static partial class NpyHeader
{
    // NumPy nests as deep as one likes; nobody does.
    const int MaxRecordDepth = 16;

    /// <summary>What a header says.</summary>
    /// <param name="Element">What an element is: a number, or a record of fields.</param>
    /// <param name="Shape">The array's shape.</param>
    /// <param name="IsFortranOrder">True where the first index runs fastest.</param>
    /// <param name="DataOffset">Where the elements begin, in bytes from the start of the file.</param>
    public sealed record Content(NumpyDType Element, Shape Shape, bool IsFortranOrder, long DataOffset)
    {
        /// <summary>True for records, whose fields are tensors.</summary>
        public bool HasFields => Element.Fields.Count > 0;

        /// <summary>The dtype of elements that are numbers.</summary>
        public DType DType => Element.TensorDType!.Value;

        /// <summary>Length of the elements in bytes.</summary>
        public long ByteLength => Shape.ElementCount * Element.ItemSize;

        /// <summary>Bytes of a number to turn round; 1 for none.</summary>
        public int SwapBytes => SwapBytesOf(Element);

        /// <summary>Shape, and strides in the order in which the elements lie.</summary>
        public Layout Layout => LayoutOf([]);

        /// <summary>The layout of what lies in the elements' places: rows of so many of it, one behind the other.</summary>
        public Layout LayoutOf(IReadOnlyList<long> inner)
        {
            if (!IsFortranOrder)
                return Layout.Dense(Shape.Create([.. Shape, .. inner]));
            Layout layout = Layout.Dense(Shape.Create([.. Shape.Reverse(), .. inner])).Permute(Order(Shape.Rank + inner.Count));
            // One row, one column and nothing at all lie the same in either order.
            return layout.IsDense ? Layout.Dense(layout.Shape) : layout;
        }

        /// <summary>A tensor of such a layout, its elements in the order of the file.</summary>
        public Tensor InFileOrder(Tensor tensor) => IsFortranOrder ? tensor.Permute(Order(tensor.Rank)) : tensor;

        int[] Order(int rank) => [.. Enumerable.Range(0, Shape.Rank).Reverse(), .. Enumerable.Range(Shape.Rank, rank - Shape.Rank)];

        /// <summary>What messages call it.</summary>
        public override string ToString() => $"{(HasFields ? $"of records of {Element.ItemSize} bytes" : DType.Name())} {Shape}";
    }

    /// <summary>Bytes of a number to turn round; 1 for none.</summary>
    public static int SwapBytesOf(NumpyDType element) => !element.IsBigEndian ? 1 : element.Kind == 'c' ? element.ItemSize / 2 : element.ItemSize;

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
        NpyLiteral literal = new(header[start..], start, record, isUtf8: header[6] == 3);
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
                descr = Descr(ref literal, limits, null, 0);
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
        UInt128 bytes = (UInt128)descr.ItemSize;
        foreach (long size in sizes)
            if ((bytes *= (UInt128)Math.Max(size, 1)) > long.MaxValue)
                throw literal.Malformed("the shape has more than 2^63 - 1 bytes");
        return new(descr, Shape.Create([.. sizes]), fortran, header.Length);
    }

    static NumpyDType Descr(ref NpyLiteral literal, LoadLimits limits, string? field, int depth)
    {
        if (literal.Peek() == '[')
            return Records(ref literal, limits, depth);
        string text = literal.Text("a dtype"), what = field is null ? "an array" : $"an array of records whose field {PtFormatException.Quote(field)} is";
        ReadOnlySpan<char> rest = text;
        char order = rest.Length > 0 && rest[0] is '<' or '>' or '|' ? rest[0] : '\0';
        rest = order == '\0' ? rest : rest[1..];
        if (rest.Length > 0 && rest[0] == 'O')
            throw literal.Unsupported($"{what} of Python objects, which lie in the file as a pickle: save it with a dtype of numbers, array.astype('float32')");
        if (rest.Length is >= 2 and <= 3 && rest[1] != '0' && rest[0] is 'b' or 'i' or 'u' or 'f' or 'c' && Number(rest[1..]) is { } bytes
            && (order is '<' or '>' || bytes == 1) && new NumpyDType(rest[0], bytes, order == '>' && bytes > 1) is { TensorDType: not null } known)
            return known;
        throw literal.Unsupported($"{what} of {PtFormatException.Quote(text)}, which no tensor is: bool, integers, floats up to 64 bits and complex numbers up to 128 are known{(field is null ? "" : "; save the other fields alone, array[['a', 'b']]")}");
    }

    // [('name', dtype), (('title', 'name'), dtype, shape), ('', '|V4')]: the last is room between two fields.
    static NumpyDType Records(ref NpyLiteral literal, LoadLimits limits, int depth)
    {
        if (depth == MaxRecordDepth)
            throw literal.Unsupported($"an array of records more than {MaxRecordDepth} levels deep in one another");
        List<(string Name, NumpyDType DType, int Offset)> fields = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        long end = 0;
        literal.Expect('[');
        while (!literal.TryTake(']'))
        {
            literal.Expect('(');
            string name = FieldName(ref literal);
            literal.Expect(',');
            NumpyDType type = name.Length == 0 ? Room(ref literal) : Descr(ref literal, limits, name, depth + 1);
            if (literal.TryTake(',') && literal.Peek() == '(')
            {
                type = Subarray(ref literal, type, limits);
                literal.TryTake(',');
            }
            literal.Expect(')');
            if (name.Length > 0 && !names.Add(name))
                throw literal.Malformed($"the field {PtFormatException.Quote(name)} stands there twice");
            if (name.Length > 0)
                fields.Add((name, type, (int)end));
            if ((end += type.ItemSize) > int.MaxValue)
                throw literal.Malformed("a record has more than 2^31 - 1 bytes");
            if (literal.TryTake(']'))
                break;
            literal.Expect(',');
        }
        return fields.Count > 0 && end > 0
            ? new('V', (int)end, false) { Fields = fields }
            : throw literal.Unsupported("an array of records without fields, in which nothing is");
    }

    static string FieldName(ref NpyLiteral literal)
    {
        if (!literal.TryTake('('))
            return literal.FieldName();
        _ = literal.FieldName();
        literal.Expect(',');
        string name = literal.FieldName();
        literal.TryTake(',');
        literal.Expect(')');
        return name.Length > 0 ? name : throw literal.Malformed("a field has a title and no name");
    }

    static NumpyDType Room(ref NpyLiteral literal)
    {
        string text = literal.Text("a dtype");
        return text.StartsWith("|V", StringComparison.Ordinal) && Number(text.AsSpan(2)) is { } bytes
            ? new('V', bytes, false)
            : throw literal.Malformed($"a field without a name is {PtFormatException.Quote(text)}: it stands for unused bytes, '|V4'");
    }

    static NumpyDType Subarray(ref NpyLiteral literal, NumpyDType element, LoadLimits limits)
    {
        List<long> sizes = literal.Sizes(limits);
        UInt128 bytes = (UInt128)element.ItemSize;
        foreach (long size in sizes)
            if ((bytes *= (UInt128)Math.Max(size, 1)) > int.MaxValue)
                throw literal.Malformed("a field has more than 2^31 - 1 bytes");
        return new('V', sizes.Contains(0) ? 0 : (int)bytes, false) { Subarray = (element, Shape.Create([.. sizes])) };
    }

    static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
}
