using System.CommandLine;
using PtFormat.Cli.Completion;

namespace PtFormat.Cli;

/// <summary><c>ptformat completion SHELL</c>: the script that makes a shell complete verbs, options and their values.</summary>
static class CompletionCommand
{
    static readonly Dictionary<string, Func<VerbSyntax, IReadOnlyList<VerbSyntax>, string>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = ZshScript.Write,
        ["fish"] = FishScript.Write,
        ["pwsh"] = PowerShellScript.Write,
    };

    /// <summary>Completes what a program knows when the verb is run.</summary>
    public static Command Create(CommandContext context, RootCommand root)
    {
        Argument<string> shell = new("SHELL") { Description = string.Join(", ", Shells.Keys) };
        shell.AcceptOnlyFromAmong([.. Shells.Keys]);
        Command command = new("completion", "Prints a script for a shell that completes verbs, options and files.") { shell };
        command.SetAction(parsed =>
        {
            (VerbSyntax program, IReadOnlyList<VerbSyntax> verbs) = VerbSyntax.Of(root);
            context.Output.Write(Shells[parsed.GetValue(shell)!](program, verbs));
        });
        return command;
    }
}
