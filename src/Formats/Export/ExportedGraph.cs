namespace PtFormat.Formats.Export;

/// <summary>A graph of operations: each after those whose results it takes.</summary>
public sealed record ExportedGraph
{
    /// <summary>What goes in, in order; constants where an input is one.</summary>
    public required IReadOnlyList<ExportedArgument> Inputs { get; init; }

    /// <summary>What comes out, in order.</summary>
    public required IReadOnlyList<ExportedArgument> Outputs { get; init; }

    /// <summary>The operations, in order.</summary>
    public required IReadOnlyList<ExportedNode> Nodes { get; init; }

    /// <summary>Every tensor by name.</summary>
    public required IReadOnlyDictionary<string, ExportedTensor> Tensors { get; init; }

    /// <summary>Every integer that is computed, by name.</summary>
    public required IReadOnlyDictionary<string, ExportedSize> Integers { get; init; }

    /// <summary>Whether a graph that another one runs gives one tensor, not a list of one.</summary>
    public bool IsSingleTensorReturn { get; init; }
}
