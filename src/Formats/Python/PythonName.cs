namespace PtFormat.Formats.Python;

/// <summary>
/// Something of Python's that a file only names: a class, a function, a member of an enum. Nothing is looked up, so what it is
/// is known only for the constants of torch.
/// </summary>
/// <param name="Module">The module, under its Python 3 name.</param>
/// <param name="Name">The name in it, dotted for nested ones.</param>
/// <param name="TypeName">What it is, where that is known: <c>torch.layout</c>; else null.</param>
public sealed record PythonName(string Module, string Name, string? TypeName = null)
{
    /// <summary>Module and name; without <c>builtins</c>.</summary>
    public override string ToString() => Module == "builtins" ? Name : $"{Module}.{Name}";
}
