using System.Text.Json;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Export;

/// <content>Dtypes, sizes, devices.</content>
static partial class ProgramJson
{
    // PyTorch's numbers, which are those of its schema and not of the library itself.
    static readonly Dictionary<long, DType> ElementTypes = new()
    {
        [1] = DType.UInt8, [2] = DType.Int8, [3] = DType.Int16, [4] = DType.Int32, [5] = DType.Int64, [6] = DType.Float16, [7] = DType.Float32, [8] = DType.Float64,
        [9] = DType.Complex32, [10] = DType.Complex64, [11] = DType.Complex128, [12] = DType.Bool, [13] = DType.BFloat16, [28] = DType.UInt16,
        [29] = DType.Float8E4M3Fn, [30] = DType.Float8E5M2, [31] = DType.Float8E4M3FnUz, [32] = DType.Float8E5M2FnUz, [33] = DType.Float8E8M0Fnu, [34] = DType.UInt32, [35] = DType.UInt64,
    };

    static readonly string?[] Layouts = [null, "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "_mkldnn", "strided"];

    static readonly string?[] MemoryFormats = [null, "contiguous_format", "channels_last", "channels_last_3d", "preserve_format"];

    /// <summary>What a graph or the configuration of an archive says of a tensor.</summary>
    public static ExportedTensor Tensor(ref JsonScanner json)
    {
        DType? dtype = null;
        List<ExportedSize>? sizes = null, strides = null;
        ExportedSize? offset = null;
        string? layout = null;
        ExportedDevice? device = null;
        bool requiresGrad = false;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a tensor's description");)
            switch (member)
            {
                case "dtype": dtype = ElementType(ref json); break;
                case "sizes": sizes = Sizes(ref json); break;
                case "strides": strides = Sizes(ref json); break;
                case "storage_offset": offset = Size(ref json); break;
                case "layout": layout = LayoutName(ref json); break;
                case "device": device = DeviceOf(ref json); break;
                case "requires_grad": requiresGrad = json.Flag(member); break;
                default: json.Skip(); break;
            }
        return dtype is { } known && sizes is not null && strides is not null && offset is not null && layout is not null && device is not null
            ? new(known, sizes, strides, offset, layout, device, requiresGrad)
            : throw json.Malformed("a tensor's description lacks dtype, sizes, strides, offset, layout or device");
    }

    static List<ExportedSize> Sizes(ref JsonScanner json)
    {
        List<ExportedSize> sizes = [];
        for (bool isFirst = true; json.NextItem(ref isFirst, "a list of sizes");)
            sizes.Add(Size(ref json));
        return sizes;
    }

    // {"as_int": 3} or {"as_expr": {"expr_str": "s0", "hint": {"as_int": 5}}}
    static ExportedSize Size(ref JsonScanner json)
    {
        ExportedSize? found = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string kind, "a size");)
            found = (found, kind) switch
            {
                (not null, _) => throw json.Malformed("a size is of two kinds"),
                (_, "as_int") => new(json.Integer("a size")),
                (_, "as_expr") => Expression(ref json),
                _ => throw json.Malformed($"a size is {PtFormatException.Quote(kind)}, which PtFormat does not know"),
            };
        return found ?? throw json.Malformed("a size is of no kind");
    }

    static ExportedSize Expression(ref JsonScanner json)
    {
        string? text = null;
        long? hint = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "an expression");)
            if (member == "expr_str")
                text = json.String("an expression");
            else if (member == "hint" && json.Token == JsonTokenType.StartObject)
                for (bool first = true; json.NextMember(ref first, out string kind, "an expression's value");)
                    if (kind == "as_int")
                        hint = json.Integer("an expression's value");
                    else
                        json.Skip();
            else
                json.Skip();
        return text is not null ? new(SymbolText.Of(text), hint) : throw json.Malformed("an expression has no text");
    }

    static DType ElementType(ref JsonScanner json)
    {
        long number = json.Count("a dtype's number");
        return ElementTypes.TryGetValue(number, out DType dtype) ? dtype : throw json.Malformed($"a dtype has the number {number}, which PtFormat does not know");
    }

    static string LayoutName(ref JsonScanner json) => NameOf(ref json, Layouts, "a layout");

    static string NameOf(ref JsonScanner json, string?[] names, string what)
    {
        long number = json.Count($"{what}'s number");
        return number < names.Length && names[number] is { } name ? name : throw json.Malformed($"{what} has the number {number}, which PtFormat does not know");
    }

    static ExportedDevice DeviceOf(ref JsonScanner json)
    {
        string? type = null;
        long? index = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a device");)
            if (member == "type")
                type = json.String("a device's type");
            else if (member == "index" && json.Token == JsonTokenType.Number)
                index = json.Count("a device's index");
            else
                json.Skip();
        return type is not null ? new(type, index) : throw json.Malformed("a device has no type");
    }
}
