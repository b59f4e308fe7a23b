using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>
/// The header of a safetensors file: eight bytes of length, then a JSON object of names with dtype, shape and range. The rules are
/// the reference library's, and stricter in one thing: of two tensors with one name it takes the last, here they are an error.
/// </summary>
sealed class SafetensorsHeader
{
    public const int LengthBytes = sizeof(ulong);

    /// <summary>What no tensor is called.</summary>
    public const string MetadataName = "__metadata__";

    // A longer length is no length at all: the reference library stops at 100 MB.
    const int PlausibleBits = 40;

    SafetensorsHeader(long dataOffset, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyList<KeyValuePair<string, string>> metadata) =>
        (DataOffset, Entries, Metadata) = (dataOffset, entries, metadata);

    /// <summary>Where the tensors' bytes begin in the file.</summary>
    public long DataOffset { get; }

    /// <summary>The tensors in the order of their bytes, which they fill without a gap.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Texts by name, in the header's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; }

    /// <summary>True where a length of plausible size stands before what may be a JSON object.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head)
    {
        if (head.Length <= LengthBytes || BinaryPrimitives.ReadUInt64LittleEndian(head) >> PlausibleBits != 0)
            return false;
        ReadOnlySpan<byte> text = head[LengthBytes..].TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] == '{';
    }

    /// <exception cref="PtFormatException">The header breaks a rule; the message says which and where.</exception>
    public static async ValueTask<SafetensorsHeader> ReadAsync(DualReader reader, LoadLimits limits)
    {
        byte[] prefix = new byte[LengthBytes];
        await Read(reader, 0, prefix).ConfigureAwait(false);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)limits.MaxSafetensorsHeaderBytes)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the header has {length} bytes; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxSafetensorsHeaderBytes)} is {limits.MaxSafetensorsHeaderBytes}", 0);
        long left = reader.Source.Length - LengthBytes;
        if (length > (ulong)left)
            throw new PtFormatException(PtErrorKind.Truncated, $"the header is to have {length} bytes, the file has {left} behind its length", 0);
        if (length > (ulong)Array.MaxLength)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the header has {length} bytes: {Array.MaxLength} can be read at most", 0);
        byte[] text = GC.AllocateUninitializedArray<byte>((int)length);
        await Read(reader, LengthBytes, text).ConfigureAwait(false);
        return Scan(text, left - (long)length, limits) ?? Parse(text, left - (long)length, limits);
    }

    static async ValueTask Read(DualReader reader, long position, Memory<byte> destination)
    {
        if (!await reader.TryReadAsync(position, destination).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the file became shorter while it was opened", position);
    }

    // Nearly every header is spelled as the library spells it. What is not, or is wrong, is read again by what knows all of JSON.
    static SafetensorsHeader? Scan(ReadOnlySpan<byte> text, long dataBytes, LoadLimits limits)
    {
        SafetensorsScanner scanner = new(text, dataBytes, limits);
        return scanner.TryRead() ? new(LengthBytes + text.Length, Tiled(scanner.Entries, dataBytes), scanner.Metadata) : null;
    }

    /// <summary>Reads a header in any spelling.</summary>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> text, long dataBytes, LoadLimits limits)
    {
        JsonScanner json = new(text, limits, null, LengthBytes);
        List<SafetensorsEntry> entries = [];
        List<KeyValuePair<string, string>>? metadata = null;
        HashSet<string> names = new(StringComparer.Ordinal);
        long left = dataBytes;
        json.Next();
        json.Expect(JsonTokenType.StartObject, "a JSON object as header");
        for (json.Next(); json.Token != JsonTokenType.EndObject; json.Next())
        {
            string name = json.Text();
            if (!names.Add(name))
                throw json.Malformed($"{PtFormatException.Quote(name)} is there twice: readers would disagree about which one counts");
            json.Next();
            if (name == MetadataName)
                metadata = ReadMetadata(ref json);
            else if (entries.Count < limits.MaxStorages)
            {
                SafetensorsEntry entry = ReadEntry(ref json, name, limits);
                if (entry.End > dataBytes)
                    throw new PtFormatException(PtErrorKind.Truncated, $"{PtFormatException.Quote(name)} ends at {entry.End}, the file has {dataBytes} bytes behind its header", LengthBytes);
                // Found here, an overlap costs no list of a million entries.
                if ((left -= entry.End - entry.Begin) < 0)
                    throw json.Malformed($"{PtFormatException.Quote(name)} overlaps another tensor: all together have more bytes than the {dataBytes} behind the header");
                entries.Add(entry);
            }
            else
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the file has more tensors; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}", LengthBytes);
        }
        json.ExpectEnd();
        return new(LengthBytes + text.Length, Tiled(entries, dataBytes), metadata ?? []);
    }

    static List<KeyValuePair<string, string>> ReadMetadata(ref JsonScanner json)
    {
        List<KeyValuePair<string, string>> metadata = [];
        if (json.Token == JsonTokenType.Null)
            return metadata;
        HashSet<string> keys = new(StringComparer.Ordinal);
        json.Expect(JsonTokenType.StartObject, $"an object of texts as {MetadataName}");
        for (json.Next(); json.Token != JsonTokenType.EndObject; json.Next())
        {
            string key = json.Text();
            if (!keys.Add(key))
                throw json.Malformed($"the metadata has {PtFormatException.Quote(key)} twice");
            json.Next();
            json.Expect(JsonTokenType.String, $"a text as metadata {PtFormatException.Quote(key)}");
            metadata.Add(new(key, json.Text()));
        }
        return metadata;
    }

    static SafetensorsEntry ReadEntry(ref JsonScanner json, string name, LoadLimits limits)
    {
        string? code = null;
        List<long>? sizes = null, range = null;
        string place = PtFormatException.Quote(name);
        json.Expect(JsonTokenType.StartObject, $"an object with dtype, shape and data_offsets for {place}");
        for (json.Next(); json.Token != JsonTokenType.EndObject; json.Next())
        {
            string field = json.Text();
            if (field switch { "dtype" => code is not null, "shape" => sizes is not null, "data_offsets" => range is not null, _ => false })
                throw json.Malformed($"{place} has {field} twice");
            json.Next();
            switch (field)
            {
                case "dtype":
                    json.Expect(JsonTokenType.String, $"a text as dtype of {place}");
                    code = json.Text();
                    break;
                case "shape":
                    sizes = Numbers(ref json, $"the shape of {place}", limits.MaxDims, nameof(limits.MaxDims));
                    break;
                case "data_offsets":
                    range = Numbers(ref json, $"data_offsets of {place}", 2, null);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        if (code is null || sizes is null || range is not [var begin, var end])
            throw json.Malformed($"{place} lacks {(code is null ? "dtype" : sizes is null ? "shape" : "a beginning and an end in data_offsets")}");
        if (!SafetensorsDTypes.TryParse(code, out DType dtype))
            throw new PtFormatException(PtErrorKind.Unsupported, $"{place} has the dtype {PtFormatException.Quote(code)}, which PyTorch does not have", LengthBytes);
        return new(name, dtype, Shape(ref json, place, dtype, sizes, begin, end), begin, end);
    }

    static List<long> Numbers(ref JsonScanner json, string what, int most, string? limit)
    {
        List<long> numbers = [];
        json.Expect(JsonTokenType.StartArray, $"an array as {what}");
        for (json.Next(); json.Token != JsonTokenType.EndArray; json.Next())
        {
            if (numbers.Count == most)
                throw limit is null ? json.Malformed($"{what} has more than {most} numbers")
                    : new PtFormatException(PtErrorKind.LimitExceeded, $"{what} has more numbers; {nameof(LoadLimits)}.{limit} is {most}", LengthBytes);
            numbers.Add(json.Count(what));
        }
        return numbers;
    }

    static Shape Shape(ref JsonScanner json, string place, DType dtype, List<long> sizes, long begin, long end)
    {
        if (!SafetensorsEntry.TryPack(dtype, CollectionsMarshal.AsSpan(sizes)))
            throw json.Malformed($"{place} is F4 with an odd last size: two elements share a byte");
        long bytes = SafetensorsEntry.ByteCount(dtype, CollectionsMarshal.AsSpan(sizes)) ?? throw json.Malformed($"{place} has more than 2^63 - 1 bytes");
        if (end < begin || end - begin != bytes)
            throw json.Malformed($"{place} is {dtype.Name()} [{string.Join(", ", sizes)}], {bytes} bytes; data_offsets are {begin} and {end}");
        return Tensors.Shape.Create([.. sizes]);
    }

    // Every byte belongs to one tensor: no gap in which something could hide, no overlap.
    static List<SafetensorsEntry> Tiled(List<SafetensorsEntry> entries, long dataBytes)
    {
        // Names mostly stand in the order of their bytes.
        bool isInOrder = true;
        for (int i = 1; i < entries.Count && isInOrder; i++)
            isInOrder = (entries[i - 1].Begin, entries[i - 1].End).CompareTo((entries[i].Begin, entries[i].End)) <= 0;
        List<SafetensorsEntry> ordered = isInOrder ? entries : [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long at = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Begin != at)
                throw new PtFormatException(PtErrorKind.Malformed, $"{PtFormatException.Quote(entry.Name)} starts at {entry.Begin}, the tensor before it ends at {at}: tensors must lie end to end, without gap or overlap", LengthBytes);
            at = entry.End;
        }
        return at == dataBytes
            ? ordered
            : throw new PtFormatException(PtErrorKind.Malformed, $"the tensors end at {at}, the file has {dataBytes} bytes behind its header", LengthBytes);
    }
}
