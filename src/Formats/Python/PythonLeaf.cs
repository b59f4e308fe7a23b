namespace PtFormat.Formats.Python;

/// <summary>A value without parts of its own.</summary>
/// <param name="Value">In C#'s terms.</param>
/// <param name="TypeName">Its class in Python, dotted, without <c>builtins</c>; null for a name whose kind is not known.</param>
readonly record struct PythonLeaf(object? Value, string? TypeName);
