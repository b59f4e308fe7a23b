namespace PtFormat.Formats.Export;

/// <summary>What an input of an exported graph is.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Argument">What the graph calls it; the value of a fixed one.</param>
/// <param name="Target">The dotted name of a parameter, buffer, constant or object; the name of a fixed input; else null.</param>
/// <param name="IsPersistent">Whether a buffer stands in the state_dict; else null.</param>
public sealed record ExportedInput(ExportedInputKind Kind, ExportedArgument Argument, string? Target, bool? IsPersistent);
