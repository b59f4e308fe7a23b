namespace PtFormat.Formats.Scan;

/// <summary>Where bytes that are looked at lie.</summary>
/// <param name="Record">What messages call it; null for the file itself.</param>
/// <param name="FileOffset">Its start in the file in bytes; null where it is compressed or held by a pickle.</param>
/// <param name="Depth">How many files lie around it.</param>
/// <param name="IsScript">Whether it is a record of a TorchScript archive.</param>
readonly record struct ScanPlace(string? Record, long? FileOffset, int Depth, bool IsScript = false)
{
    /// <summary>A record, or a file, inside this one.</summary>
    public ScanPlace Inside(string? record, long? offset) => this with
    {
        Record = record is null ? Record : Record is null ? record : $"{Record} » {record}",
        FileOffset = FileOffset + offset,
    };
}
