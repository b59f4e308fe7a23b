using System.CommandLine;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>The option that every verb that loads a file has.</summary>
sealed class LoadArguments
{
    readonly Option<string> _policy = new("--policy")
    {
        Description = "What the file may name: 'default' (anything that could not act in Python) or 'tensors-only' (as torch.load with weights_only=True)",
        DefaultValueFactory = _ => "default",
    };

    public LoadArguments(Command command)
    {
        _policy.AcceptOnlyFromAmong("default", "tensors-only");
        command.Options.Add(_policy);
    }

    public PtLoadOptions Options(ParseResult parsed) => new()
    {
        Policy = parsed.GetValue(_policy) == "tensors-only" ? GlobalPolicy.TensorsOnly : GlobalPolicy.Default,
    };
}
