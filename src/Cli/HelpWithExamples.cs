using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PtFormat.Cli;

/// <summary>The package's help, and below it what a verb is used for and what its exit codes mean.</summary>
sealed class HelpWithExamples : SynchronousCommandLineAction
{
    // Where no terminal says how wide it is: pages and mails have about this much.
    const int Columns = 100;

    // The last words of an exit code of 1.
    const string WrongFile = "a file is wrong, missing or cannot be written";

    static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        [""] = ["ptformat inspect model.pt", "ptformat convert model.pt model.safetensors", "ptformat scan downloads"],
        ["predict"] = ["ptformat predict modelnet.pt digit.png", "ptformat predict modelnet.pt pictures/*.png --json"],
        ["inspect"] = ["ptformat inspect checkpoint.pt", "ptformat inspect model.pt --stats", "ptformat inspect model.pt --list | grep attn", "ptformat inspect model.pt --json --hash", "ptformat inspect stranger.pt --policy tensors-only"],
        ["convert"] = ["ptformat convert model.pt model.safetensors", "ptformat convert new.pt old.pt --torch 1.13", "ptformat convert model.pt half.pt --dtype float16", "ptformat convert checkpoint.pt weights.pt --state-dict \"['model']\""],
        ["diff"] = ["ptformat diff before.pt after.pt", "ptformat diff a.pt b.pt --json && echo same"],
        ["dis"] = ["ptformat dis model.pt | less", "ptformat dis refused.pt"],
        ["scan"] = ["ptformat scan stranger.pt", "ptformat scan downloads --json", "ptformat scan . --sarif > scan.sarif"],
        ["extract"] = ["ptformat extract model.pt arrays", "ptformat extract model.pt arrays --only 'conv1.*'", "ptformat extract bfloat16.pt arrays --dtype float32"],
        ["verify"] = ["ptformat verify model.pt", "ptformat verify model.pt --json"],
        ["graph"] = ["ptformat graph modelnet.pt --batch 4", "ptformat graph modelnet.pt --json"],
        ["completion"] = ["source <(ptformat completion bash)", "ptformat completion fish | source", "ptformat completion pwsh | Out-String | Invoke-Expression"],
        ["devices"] = ["ptformat devices", "PTFORMAT_THREADS=1 ptformat devices"],
    };

    static readonly Dictionary<string, string> Failures = new(StringComparer.Ordinal)
    {
        ["diff"] = "tensors differ, or " + WrongFile,
        ["scan"] = "a name could act, or a file cannot be read",
        ["verify"] = "something is damaged, or " + WrongFile,
    };

    readonly HelpAction _help;

    /// <summary>Puts more below a help.</summary>
    /// <param name="help">The package's own.</param>
    /// <param name="terminal">How wide lines may be.</param>
    public HelpWithExamples(HelpAction help, Terminal terminal)
    {
        _help = help;
        _help.MaxWidth = terminal.Columns ?? Columns;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        string verb = parseResult.CommandResult.Command is RootCommand ? "" : parseResult.CommandResult.Command.Name;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (Examples.TryGetValue(verb, out string[]? lines))
        {
            output.WriteLine("Examples:");
            foreach (string line in lines)
                output.WriteLine($"  {line}");
            output.WriteLine();
        }
        output.WriteLine("Exit codes:");
        output.WriteLine("  0    done");
        output.WriteLine($"  1    {Failures.GetValueOrDefault(verb, WrongFile)}");
        output.WriteLine("  2    the command line is wrong");
        output.WriteLine("  130  cancelled with Ctrl+C");
        return code;
    }
}
