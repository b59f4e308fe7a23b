using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>
/// The program <c>ptformat</c>. Exit codes: 0 done, 1 a file is wrong or missing (or two files differ), 2 the command line is
/// wrong, 130 cancelled. Errors are one line on standard error.
/// </summary>
/// <param name="output">Results.</param>
/// <param name="error">Errors.</param>
/// <param name="terminal">How wide the output may be; null for <see cref="Terminal.None"/>.</param>
/// <param name="devices">Where GPUs are found; null for a program without GPU support.</param>
public sealed class CommandLineProgram(TextWriter output, TextWriter error, Terminal? terminal = null, IDeviceProvider? devices = null)
{
    /// <summary>Everything went well.</summary>
    public const int Done = 0;

    /// <summary>A file is wrong, missing, or not what was expected.</summary>
    public const int BadFile = 1;

    /// <summary>The command line is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>Ctrl+C: what shells tell of a program that a SIGINT ended.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="cancellation">Ends long work early; what was half written is removed.</param>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> args, CancellationToken cancellation = default)
    {
        // Files have the same bytes everywhere, and so has what the program prints.
        output.NewLine = error.NewLine = "\n";
        // Verbs are made with what they print to, which this option is a part of.
        Option<bool> noColour = new("--no-color") { Description = "No colours on a terminal, as with the variable NO_COLOR", Recursive = true };
        Terminal shown = terminal ?? Terminal.None;
        CommandContext context = new(output, error, args.TakeWhile(arg => arg != "--").Contains(noColour.Name) ? shown with { HasColour = false } : shown, cancellation);
        RootCommand root = new("Reads, runs and inspects files that PyTorch wrote, without PyTorch.")
        {
            noColour,
            PredictCommand.Create(context, devices),
            InspectCommand.Create(context),
            ConvertCommand.Create(context),
            DiffCommand.Create(context),
            VerifyCommand.Create(context),
            ExtractCommand.Create(context),
            ScanCommand.Create(context),
            DisCommand.Create(context),
            GraphCommand.Create(context),
            DevicesCommand.Create(context, devices),
        };
        root.Subcommands.Add(CompletionCommand.Create(context, root));
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, context.Terminal);
        ParseResult parsed = root.Parse(args);
        if (UnknownOption(parsed) is { } unknown)
            return Fail(BadUsage, $"there is no option {PlainText.OneLine(unknown)}; 'ptformat {Verb(parsed)}--help' shows how");
        if (EmptyArgument(parsed) is { } empty)
            return Fail(BadUsage, $"{empty} is empty: a name was needed; 'ptformat {Verb(parsed)}--help' shows how");
        if (parsed.Errors.Count > 0)
        {
            // Of an unknown verb the first error says only that there is none. Some messages are lists, a choice a line.
            string message = (parsed.UnmatchedTokens.Count > 0 ? parsed.Errors[^1] : parsed.Errors[0]).Message;
            message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return Fail(BadUsage, $"{message.TrimEnd('.')}; 'ptformat {Verb(parsed)}--help' shows how");
        }
        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            output.Flush();
            return code;
        }
        catch (OperationCanceledException)
        {
            return Fail(Cancelled, "cancelled");
        }
        catch (OutOfMemoryException)
        {
            return Fail(BadFile, $"there is not enough memory for '{parsed.CommandResult.Command.Name}' with this file");
        }
        catch (Exception e) when (e is PtFormatException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Fail(BadFile, e.Message);
        }
    }

    int Fail(int code, string message)
    {
        output.Flush();
        error.WriteLine($"ptformat: {PlainText.OneLine(message)}");
        return code;
    }

    // The parser takes an option that it does not know for a file's name. Files that are named so can be given after "--".
    static string? UnknownOption(ParseResult parsed) => parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    static string? EmptyArgument(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>()
        .FirstOrDefault(argument => argument.Tokens.Any(token => token.Value.Length == 0))?.Argument.Name;

    static string Verb(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
}
