namespace PtFormat.Formats.Export;

/// <summary>An operation of an exported graph.</summary>
/// <param name="Operator">Which: <c>torch.ops.aten.linear.default</c>.</param>
/// <param name="Arguments">What it is given, in order; what is left out has the operator's default.</param>
/// <param name="Outputs">What it gives, in order, by the names that later arguments use.</param>
/// <param name="Metadata">Where it comes from: <c>stack_trace</c>, <c>nn_module_stack</c> and the like, in the order of the file.</param>
public sealed record ExportedNode(string Operator, IReadOnlyList<ExportedNamedArgument> Arguments, IReadOnlyList<ExportedArgument> Outputs, IReadOnlyList<KeyValuePair<string, string>> Metadata)
{
    const string Module = "torch.ops.";

    /// <summary>The operator without <c>torch.ops.</c>: <c>aten.linear.default</c>.</summary>
    public string ShortName => Operator.StartsWith(Module, StringComparison.Ordinal) ? Operator[Module.Length..] : Operator;
}
