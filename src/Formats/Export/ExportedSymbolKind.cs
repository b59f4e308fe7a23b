namespace PtFormat.Formats.Export;

/// <summary>What a number is that an exported graph computes beside its tensors.</summary>
public enum ExportedSymbolKind : byte
{
    /// <summary>An integer, such as a size.</summary>
    Int,
    /// <summary>A float.</summary>
    Float,
    /// <summary>A bool.</summary>
    Bool,
}
