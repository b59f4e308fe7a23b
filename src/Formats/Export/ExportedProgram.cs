namespace PtFormat.Formats.Export;

/// <summary>An exported program: a graph, and what its inputs and outputs are. The tensors are the file's. Nothing is run.</summary>
public sealed record ExportedProgram
{
    /// <summary>What the archive calls it; <c>model</c> where it holds one.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the graph's form: breaking, and compatible changes.</summary>
    public required (long Major, long Minor) SchemaVersion { get; init; }

    /// <summary>The PyTorch that exported it; null where the file does not say.</summary>
    public string? TorchVersion { get; init; }

    /// <summary>The graph.</summary>
    public required ExportedGraph Graph { get; init; }

    /// <summary>What each of the graph's inputs is, in their order.</summary>
    public required IReadOnlyList<ExportedInput> Inputs { get; init; }

    /// <summary>What each of the graph's outputs is, in their order.</summary>
    public required IReadOnlyList<ExportedOutput> Outputs { get; init; }

    /// <summary>Which values the symbols in sizes may have.</summary>
    public required IReadOnlyList<ExportedRange> Ranges { get; init; }

    /// <summary>The version of each operator library that was there: <c>aten</c>.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> OperatorVersions { get; init; }
}
