using System.CommandLine;
using System.CommandLine.Completions;

namespace PtFormat.Cli.Completion;

/// <summary>A verb, as shells complete it; the program itself has no name.</summary>
/// <param name="Name"><c>inspect</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Options">Those of the program included.</param>
/// <param name="Values">What its arguments can be; empty for names of files.</param>
sealed record VerbSyntax(string Name, string Description, IReadOnlyList<OptionSyntax> Options, IReadOnlyList<string> Values)
{
    /// <summary>The program and its verbs, in order.</summary>
    public static (VerbSyntax Program, IReadOnlyList<VerbSyntax> Verbs) Of(RootCommand root) =>
        (Of(root, "", []), [.. root.Subcommands.Select(verb => Of(verb, verb.Name, root.Options.Where(option => option.Recursive)))]);

    static VerbSyntax Of(Command command, string name, IEnumerable<Option> shared) => new(
        name,
        Sentence(command.Description),
        [.. command.Options.Concat(shared).Where(option => !option.Hidden).Select(Of)],
        [.. command.Arguments.SelectMany(Choices)]);

    static OptionSyntax Of(Option option) => new(
        // "-?" means something to shells.
        [option.Name, .. option.Aliases.Where(alias => alias != "-?" && alias != option.Name && alias.StartsWith('-'))],
        Sentence(option.Description),
        option.Arity.MinimumNumberOfValues > 0,
        option.Arity.MinimumNumberOfValues > 0 ? Choices(option) : []);

    static string[] Choices(Symbol symbol) => [.. symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Where(label => !label.StartsWith('-'))];

    // Shells show it beside the word.
    static string Sentence(string? description)
    {
        string text = description ?? "";
        int stop = text.IndexOf(". ", StringComparison.Ordinal);
        return (stop < 0 ? text : text[..stop]).TrimEnd('.');
    }
}
