namespace PtFormat.Formats.Script;

/// <summary>A module of a TorchScript archive.</summary>
/// <param name="Path">Where it stands, dotted; empty for the root.</param>
/// <param name="ClassName">Its class: <c>__torch__.torch.nn.modules.linear.Linear</c>.</param>
/// <param name="IsTraining">Whether it was saved in training mode; null where it does not say.</param>
public sealed record ScriptModule(string Path, string ClassName, bool? IsTraining);
