using System.Numerics;

namespace PtFormat.Tensors;

/// <summary>The dtype table, and the one switch from a <see cref="DType"/> to the C# type of its elements.</summary>
public static class DTypes
{
    // In the order of the enum. A new dtype is a row here and a case in Visit.
    static readonly DTypeInfo[] Table =
    [
        new("bool", 1, "BoolStorage", "BOOL"),
        new("uint8", 1, "ByteStorage", "U8"),
        new("int8", 1, "CharStorage", "I8"),
        new("uint16", 2, null, "U16"),
        new("int16", 2, "ShortStorage", "I16"),
        new("uint32", 4, null, "U32"),
        new("int32", 4, "IntStorage", "I32"),
        new("uint64", 8, null, "U64"),
        new("int64", 8, "LongStorage", "I64"),
        new("float16", 2, "HalfStorage", "F16"),
        new("bfloat16", 2, "BFloat16Storage", "BF16"),
        new("float32", 4, "FloatStorage", "F32"),
        new("float64", 8, "DoubleStorage", "F64"),
        new("complex32", 4, null, null),
        new("complex64", 8, "ComplexFloatStorage", "C64"),
        new("complex128", 16, "ComplexDoubleStorage", null),
        new("float8_e4m3fn", 1, null, "F8_E4M3"),
        new("float8_e4m3fnuz", 1, null, "F8_E4M3FNUZ"),
        new("float8_e5m2", 1, null, "F8_E5M2"),
        new("float8_e5m2fnuz", 1, null, "F8_E5M2FNUZ"),
        new("float8_e8m0fnu", 1, null, "F8_E8M0"),
        new("bcomplex32", 4, null, null),
        new("float4_e2m1fn_x2", 1, null, "F4"),
        new("bits8", 1, null, null),
        new("bits16", 2, null, null),
        new("bits1x8", 1, null, null),
        new("bits2x4", 1, null, null),
        new("bits4x2", 1, null, null),
    ];

    /// <summary>Every dtype, in the order of the enum.</summary>
    public static IReadOnlyList<DType> All { get; } = [.. Enumerable.Range(0, Table.Length).Select(i => (DType)i)];

    /// <summary>The row of a dtype.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public static DTypeInfo Info(this DType dtype) =>
        (int)dtype < Table.Length ? Table[(int)dtype] : throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no such dtype");

    /// <summary>Bytes of one element.</summary>
    public static int ItemSize(this DType dtype) => dtype.Info().ItemSize;

    /// <summary>
    /// False for dtypes whose elements are packed bits, which PyTorch keeps and copies but neither converts nor computes with:
    /// bits8 and its kin, float4_e2m1fn_x2.
    /// </summary>
    public static bool HoldsNumbers(this DType dtype) =>
        dtype is not (DType.Bits8 or DType.Bits16 or DType.Bits1X8 or DType.Bits2X4 or DType.Bits4X2 or DType.Float4E2M1FnX2);

    /// <summary>True for complex numbers, as <c>dtype.is_complex</c>.</summary>
    public static bool IsComplex(this DType dtype) => dtype is DType.Complex32 or DType.Complex64 or DType.Complex128 or DType.BComplex32;

    /// <summary>True for real numbers of every width from float8 up, as <c>dtype.is_floating_point</c>; not for complex ones.</summary>
    public static bool IsFloatingPoint(this DType dtype) =>
        dtype > DType.Int64 && !dtype.IsComplex() && dtype is not (DType.Bits8 or DType.Bits16 or DType.Bits1X8 or DType.Bits2X4 or DType.Bits4X2);

    /// <summary>PyTorch's name without <c>torch.</c>: <c>float32</c>.</summary>
    public static string Name(this DType dtype) => dtype.Info().Name;

    /// <summary>Finds a dtype by PyTorch's name (<c>float32</c>), exact to the letter.</summary>
    public static bool TryParse(string name, out DType dtype) => TryFind(info => info.Name == name, out dtype);

    /// <summary>Finds a dtype by PyTorch's storage class (<c>FloatStorage</c>), exact to the letter.</summary>
    public static bool TryParseStorage(string storageName, out DType dtype) => TryFind(info => info.StorageName == storageName, out dtype);

    /// <summary>The dtype whose elements are <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No dtype has such elements.</exception>
    public static DType Of<T>() where T : unmanaged =>
        Element<T>.DType ?? throw new NotSupportedException($"no dtype has elements of type {typeof(T)}");

    /// <summary>Calls the visitor with the C# type of the dtype's elements: the only switch over element types in PtFormat.</summary>
    /// <typeparam name="TVisitor">A struct, so that every case is compiled for its type without boxing.</typeparam>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    public static TResult Visit<TVisitor, TResult>(this DType dtype, ref TVisitor visitor)
        where TVisitor : struct, IDTypeVisitor<TResult>, allows ref struct => dtype switch
        {
            DType.Bool => visitor.Visit<Bool8>(),
            DType.UInt8 => visitor.Visit<byte>(),
            DType.Int8 => visitor.Visit<sbyte>(),
            DType.UInt16 => visitor.Visit<ushort>(),
            DType.Int16 => visitor.Visit<short>(),
            DType.UInt32 => visitor.Visit<uint>(),
            DType.Int32 => visitor.Visit<int>(),
            DType.UInt64 => visitor.Visit<ulong>(),
            DType.Int64 => visitor.Visit<long>(),
            DType.Float16 => visitor.Visit<Half>(),
            DType.BFloat16 => visitor.Visit<BFloat16>(),
            DType.Float32 => visitor.Visit<float>(),
            DType.Float64 => visitor.Visit<double>(),
            DType.Complex32 => visitor.Visit<Complex32>(),
            DType.Complex64 => visitor.Visit<Complex64>(),
            DType.Complex128 => visitor.Visit<Complex>(),
            DType.Float8E4M3Fn => visitor.Visit<Float8E4M3Fn>(),
            DType.Float8E4M3FnUz => visitor.Visit<Float8E4M3FnUz>(),
            DType.Float8E5M2 => visitor.Visit<Float8E5M2>(),
            DType.Float8E5M2FnUz => visitor.Visit<Float8E5M2FnUz>(),
            DType.Float8E8M0Fnu => visitor.Visit<Float8E8M0Fnu>(),
            DType.BComplex32 => visitor.Visit<BComplex32>(),
            DType.Float4E2M1FnX2 => visitor.Visit<Float4E2M1FnX2>(),
            DType.Bits8 => visitor.Visit<Bits8>(),
            DType.Bits16 => visitor.Visit<Bits16>(),
            DType.Bits1X8 => visitor.Visit<Bits1X8>(),
            DType.Bits2X4 => visitor.Visit<Bits2X4>(),
            DType.Bits4X2 => visitor.Visit<Bits4X2>(),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no such dtype"),
        };

    static bool TryFind(Func<DTypeInfo, bool> match, out DType dtype)
    {
        int index = Array.FindIndex(Table, info => match(info));
        dtype = index < 0 ? default : (DType)index;
        return index >= 0;
    }

    static class Element<TWanted> where TWanted : unmanaged
    {
        public static readonly DType? DType = Find();

        static DType? Find()
        {
            foreach (DType dtype in All)
            {
                IsWanted visitor = default;
                if (dtype.Visit<IsWanted, bool>(ref visitor))
                    return dtype;
            }
            return null;
        }

        readonly struct IsWanted : IDTypeVisitor<bool>
        {
            public bool Visit<T>() where T : unmanaged => typeof(T) == typeof(TWanted);
        }
    }
}
