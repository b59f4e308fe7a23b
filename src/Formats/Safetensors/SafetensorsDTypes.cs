using System.Text;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>The format's dtypes, in the order in which the reference library writes their tensors: the widest first.</summary>
static class SafetensorsDTypes
{
    /// <summary>Two elements lie in a byte; PyTorch counts the bytes, the header the elements.</summary>
    public const int PackedElements = 2;

    static readonly DType[] Ranked =
    [
        DType.UInt64, DType.Int64, DType.Float64, DType.Complex64, DType.Float32, DType.UInt32, DType.Int32, DType.BFloat16, DType.Float16,
        DType.UInt16, DType.Int16, DType.Float8E5M2FnUz, DType.Float8E4M3FnUz, DType.Float8E8M0Fnu, DType.Float8E4M3Fn, DType.Float8E5M2,
        DType.Int8, DType.UInt8, DType.Float4E2M1FnX2, DType.Bool,
    ];

    static readonly Dictionary<string, DType> ByCode = Ranked.ToDictionary(dtype => dtype.Info().SafetensorsCode!, StringComparer.Ordinal);

    static readonly Dictionary<string, DType>.AlternateLookup<ReadOnlySpan<char>> ByCodeSpan = ByCode.GetAlternateLookup<ReadOnlySpan<char>>();

    const int MostCodeChars = 16;

    /// <summary>Where a dtype's tensors stand among others; negative where the format does not have it.</summary>
    public static int Rank(DType dtype) => Array.IndexOf(Ranked, dtype);

    public static bool TryParse(string code, out DType dtype) => ByCode.TryGetValue(code, out dtype);

    /// <inheritdoc cref="TryParse(string, out DType)"/>
    public static bool TryParse(ReadOnlySpan<byte> code, out DType dtype)
    {
        Span<char> text = stackalloc char[MostCodeChars];
        dtype = default;
        return code.Length <= text.Length && ByCodeSpan.TryGetValue(text[..Encoding.Latin1.GetChars(code, text)], out dtype);
    }

    /// <summary>The sizes that a header gives.</summary>
    public static Shape ShapeInFile(DType dtype, Shape shape) => dtype != DType.Float4E2M1FnX2 || shape.Rank == 0
        ? shape
        : Shape.Create([.. shape.AsSpan()[..^1], checked(shape[-1] * PackedElements)]);
}
