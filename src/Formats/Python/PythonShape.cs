namespace PtFormat.Formats.Python;

/// <summary>What a container or object is.</summary>
/// <param name="TypeName">Its class, dotted, without <c>builtins</c>.</param>
/// <param name="IsContainer">True when it has items, even if there are none.</param>
/// <param name="IsMapping">True when the items have keys.</param>
readonly record struct PythonShape(string TypeName, bool IsContainer, bool IsMapping);
