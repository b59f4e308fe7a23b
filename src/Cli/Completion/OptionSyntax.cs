namespace PtFormat.Cli.Completion;

/// <summary>An option, as shells complete it.</summary>
/// <param name="Names">The long name first: <c>--help</c>, <c>-h</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="TakesValue">Another word follows.</param>
/// <param name="Values">What that word can be; empty where it can be anything.</param>
sealed record OptionSyntax(IReadOnlyList<string> Names, string Description, bool TakesValue, IReadOnlyList<string> Values);
