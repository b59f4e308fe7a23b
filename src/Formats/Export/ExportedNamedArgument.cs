namespace PtFormat.Formats.Export;

/// <summary>An argument with the name that the operator's declaration gives it.</summary>
/// <param name="Name">The name; empty where the operator has none to give.</param>
/// <param name="Value">The argument.</param>
/// <param name="IsKeyword">Whether it can be given by name only; null in files that do not say (before 2.7).</param>
public sealed record ExportedNamedArgument(string Name, ExportedArgument Value, bool? IsKeyword)
{
    /// <summary><c>dim=1</c></summary>
    public override string ToString() => Name.Length == 0 ? $"{Value}" : $"{Name}={Value}";
}
