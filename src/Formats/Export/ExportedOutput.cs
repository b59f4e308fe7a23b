namespace PtFormat.Formats.Export;

/// <summary>What an output of an exported graph is.</summary>
/// <param name="Kind">Where it goes.</param>
/// <param name="Argument">What the graph calls it, or a constant.</param>
/// <param name="Target">The name of the parameter, buffer or input that it belongs to; else null.</param>
public sealed record ExportedOutput(ExportedOutputKind Kind, ExportedArgument Argument, string? Target);
