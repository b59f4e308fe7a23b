using PtFormat.Formats.Torch;

namespace PtFormat.Formats;

/// <summary>What a file's producer decided besides the content: kept, so that rewriting gives the same bytes.</summary>
public sealed record PtContainer(PtContainerKind Kind)
{
    /// <summary>The folder that every record of a zip stands in; torch takes it from the file's name.</summary>
    public string? Root { get; init; }

    /// <summary>The record names in the archive's order, without the root.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>The archive's format version; 3 in everything that torch.save writes.</summary>
    public int? Version { get; init; }

    /// <summary>The record <c>.format_version</c>, written since 2.7.</summary>
    public string? FormatVersion { get; init; }

    /// <summary>What payload offsets are multiples of, written since 2.7; null where the file does not say.</summary>
    public int? StorageAlignment { get; init; }

    /// <summary>True for storages in big-endian order; null where the file does not say (before 2.1): little-endian.</summary>
    public bool? IsBigEndian { get; init; }

    /// <summary>The 40 digits that torch computes from names and checksums, written since 2.1.</summary>
    public string? SerializationId { get; init; }

    /// <summary>The protocol of the pickle that holds the object.</summary>
    public int PickleProtocol { get; init; } = 2;

    /// <summary>False where the producer computed no checksum of any record (<c>set_crc32_options(False)</c>).</summary>
    public bool HasChecksums { get; init; } = true;

    /// <summary>The texts in a safetensors header, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The records that torch.save does not write. What they mean is not known; rewriting keeps them.</summary>
    public IEnumerable<string> UnknownEntries => Records.Where(name => !name.StartsWith(TorchZip.DataFolder, StringComparison.Ordinal) && Array.IndexOf(TorchZip.OwnRecords, name) < 0);

    /// <summary>The name that <c>ptformat inspect --json</c> prints: <c>zip</c>, <c>legacy</c>, …</summary>
    public string Name => Kind.ToString().ToLowerInvariant();
}
