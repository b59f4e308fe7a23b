using System.CommandLine;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>
/// The program <c>ptformat</c>. Exit codes: 0 done, 1 a file is wrong or missing, 2 the command line is wrong. Errors are one
/// line on standard error.
/// </summary>
/// <param name="output">Results.</param>
/// <param name="error">Errors.</param>
public sealed class CommandLineProgram(TextWriter output, TextWriter error)
{
    /// <summary>Everything went well.</summary>
    public const int Done = 0;

    /// <summary>A file is wrong, missing, or not what was expected.</summary>
    public const int BadFile = 1;

    /// <summary>The command line is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> args)
    {
        // Files have the same bytes everywhere, and so has what the program prints.
        output.NewLine = error.NewLine = "\n";
        RootCommand root = new("Reads, runs and inspects files that PyTorch wrote, without PyTorch.")
        {
            PredictCommand.Create(output, error),
            InspectCommand.Create(output),
            GraphCommand.Create(output),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail(BadUsage, $"{parsed.Errors[0].Message.TrimEnd('.')}; 'ptformat {Verb(parsed)}--help' shows how");
        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            output.Flush();
            return code;
        }
        catch (OperationCanceledException)
        {
            return Fail(BadFile, "cancelled");
        }
        catch (Exception e) when (e is PtFormatException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Fail(BadFile, e.Message);
        }
    }

    int Fail(int code, string message)
    {
        output.Flush();
        error.WriteLine($"ptformat: {OneLine(message)}");
        return code;
    }

    /// <summary>A message as one line that cannot steer a terminal.</summary>
    internal static string OneLine(string message) =>
        string.Concat(message.Select(c => c is '\n' or '\r' ? " " : char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));

    static string Verb(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
}
