using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PtFormat.Cli;

/// <summary>The package's help, and below it what a verb is used for.</summary>
sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["predict"] = ["ptformat predict modelnet.pt digit.png", "ptformat predict modelnet.pt pictures/*.png --json"],
        ["inspect"] = ["ptformat inspect checkpoint.pt", "ptformat inspect model.pt --json --hash", "ptformat inspect stranger.pt --policy tensors-only"],
        ["diff"] = ["ptformat diff before.pt after.pt", "ptformat diff a.pt b.pt --json && echo same"],
        ["dis"] = ["ptformat dis model.pt | less", "ptformat dis refused.pt"],
        ["scan"] = ["ptformat scan stranger.pt", "ptformat scan downloads --json", "ptformat scan . --sarif > scan.sarif"],
        ["extract"] = ["ptformat extract model.pt arrays", "ptformat extract model.pt arrays --only 'conv1.*'", "ptformat extract bfloat16.pt arrays --dtype float32"],
        ["verify"] = ["ptformat verify model.pt"],
        ["graph"] = ["ptformat graph modelnet.pt --batch 4"],
    };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        if (!Examples.TryGetValue(parseResult.CommandResult.Command.Name, out string[]? lines))
            return code;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string line in lines)
            output.WriteLine($"  {line}");
        output.WriteLine();
        return code;
    }
}
