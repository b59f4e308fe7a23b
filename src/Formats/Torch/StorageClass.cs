using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>What a storage class in a persistent id says of the bytes.</summary>
/// <param name="DType">The element type; null for untyped bytes, whose dtype the rebuild function gives.</param>
/// <param name="QuantizedName">The quantized element type that the integers stand for, or null.</param>
/// <param name="ItemSize">Bytes of one counted element.</param>
sealed record StorageClass(DType? DType, string? QuantizedName, int ItemSize)
{
    static readonly StorageClass Untyped = new(null, null, 1);

    // quint4x2 and quint2x4 hold two and four elements a byte; their storages count bytes.
    static readonly Dictionary<string, StorageClass> ByName = Build();

    /// <summary>
    /// Finds the class by the module and name in the file, exact to the letter. Files written on a GPU name the same classes
    /// as others; only very old ones say <c>torch.cuda</c>.
    /// </summary>
    public static StorageClass? Find(PickleValue node)
    {
        if (!PyGlobal.TryName(node, out string? module, out string? name))
            return null;
        return (module, name) switch
        {
            ("torch.storage" or "torch", "UntypedStorage") => Untyped,
            ("torch" or "torch.cuda", _) => ByName.GetValueOrDefault(name),
            _ => null,
        };
    }

    static Dictionary<string, StorageClass> Build()
    {
        Dictionary<string, StorageClass> table = new(StringComparer.Ordinal)
        {
            ["QInt8Storage"] = new(Tensors.DType.Int8, "qint8", 1),
            ["QUInt8Storage"] = new(Tensors.DType.UInt8, "quint8", 1),
            ["QInt32Storage"] = new(Tensors.DType.Int32, "qint32", 4),
            ["QUInt4x2Storage"] = new(Tensors.DType.UInt8, "quint4x2", 1),
            ["QUInt2x4Storage"] = new(Tensors.DType.UInt8, "quint2x4", 1),
        };
        // Python has no classes for these; TorchScript's pickler names some after the dtype all the same.
        foreach ((string name, DType dtype) in ((string, DType)[])[
            ("UInt16", Tensors.DType.UInt16), ("UInt32", Tensors.DType.UInt32), ("UInt64", Tensors.DType.UInt64), ("ComplexHalf", Tensors.DType.Complex32),
            ("Float8_e4m3fn", Tensors.DType.Float8E4M3Fn), ("Float8_e4m3fnuz", Tensors.DType.Float8E4M3FnUz), ("Float8_e5m2", Tensors.DType.Float8E5M2),
            ("Float8_e5m2fnuz", Tensors.DType.Float8E5M2FnUz), ("Float8_e8m0fnu", Tensors.DType.Float8E8M0Fnu)])
            table.Add($"{name}Storage", new(dtype, null, dtype.ItemSize()));
        foreach (DType dtype in DTypes.All)
            if (dtype.Info().StorageName is { } name)
                table.Add(name, new(dtype, null, dtype.ItemSize()));
        return table;
    }
}
