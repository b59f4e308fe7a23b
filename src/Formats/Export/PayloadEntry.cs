using PtFormat.Pickle;

namespace PtFormat.Formats.Export;

/// <summary>What an archive's configuration says of one weight or constant.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="Record">The name of its record, in the folder of the configuration.</param>
/// <param name="IsParameter">True for a parameter.</param>
/// <param name="IsPickled">True where the record is a file of torch.save or a pickle, false for raw elements.</param>
/// <param name="Tensor">The tensor's description; null for what is none.</param>
sealed record PayloadEntry(string Name, string Record, bool IsParameter, bool IsPickled, ExportedTensor? Tensor)
{
    /// <exception cref="PtFormatException">The text is no such configuration.</exception>
    public static List<PayloadEntry> Read(ReadOnlySpan<byte> text, LoadLimits limits, string record)
    {
        JsonScanner json = new(text, limits, record, 0);
        List<PayloadEntry> entries = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        json.Next();
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a JSON object as configuration");)
            if (member == "config")
                for (bool first = true; json.NextMember(ref first, out string name, "records by name");)
                {
                    if (!names.Add(name))
                        throw json.Malformed($"the configuration has {PtFormatException.Quote(name)} twice");
                    entries.Add(Entry(ref json, name));
                }
            else
                json.Skip();
        json.ExpectEnd();
        return entries;
    }

    static PayloadEntry Entry(ref JsonScanner json, string name)
    {
        string? record = null;
        bool isParameter = false, isPickled = false;
        ExportedTensor? tensor = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a record's description");)
            switch (member)
            {
                case "path_name": record = json.String("a record's name"); break;
                case "is_param": isParameter = json.Flag(member); break;
                case "use_pickle": isPickled = json.Flag(member); break;
                case "tensor_meta" when json.Token != System.Text.Json.JsonTokenType.Null: tensor = ProgramJson.Tensor(ref json); break;
                default: json.Skip(); break;
            }
        return record is not null && !record.AsSpan().ContainsAny('/', '\\')
            ? new(name, record, isParameter, isPickled, tensor)
            : throw json.Malformed($"the record of {PtFormatException.Quote(name)} is {(record is null ? "missing" : PtFormatException.Quote(record))}: the plain name of a record was needed");
    }
}
