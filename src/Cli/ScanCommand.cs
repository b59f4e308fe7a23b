using System.CommandLine;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat scan FILE…</c>: which Python names do files speak, and would one of them act?</summary>
static class ScanCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string[]> paths = new("FILE") { Description = "Files, and folders with all that lies below", Arity = ArgumentArity.OneOrMore };
        Option<bool> all = new("--all") { Description = "List torch's own and harmless names for several files, too" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Option<bool> sarif = new("--sarif") { Description = "Print a SARIF 2.1.0 log for code-scanning services" };
        Command command = new("scan", "Lists every Python name in files and says which could act. Exit code 1 where one could, or a file cannot be read. Nothing is run.") { paths, all, json, sarif };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(sarif))
                result.AddError("--json and --sarif exclude each other");
        });
        command.SetAction(parsed =>
        {
            string[] arguments = parsed.GetValue(paths)!;
            IScanWriter writer = parsed.GetValue(json) ? new ScanJson(context.Output)
                : parsed.GetValue(sarif) ? new ScanSarif(context.Output)
                : new ScanTable(context, isSingle: arguments.Length == 1 && !Directory.Exists(arguments[0]), parsed.GetValue(all));
            return Run(context, arguments, writer);
        });
        return command;
    }

    static int Run(CommandContext context, string[] arguments, IScanWriter writer)
    {
        int skipped = 0, code = CommandLineProgram.Done;
        using (Progress progress = new(context, "scanning", 0))
        {
            foreach ((string path, bool isFromFolder) in ScanTargets.Files(arguments, (folder, e) => Finish(new(folder, null, [$"{folder}: {e.Message}"]))))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                if (Look(path, isFromFolder, progress, context.Cancellation) is { } file)
                    Finish(file);
                else
                    skipped++;
            }

            void Finish(ScannedFile file)
            {
                progress.Hide();
                foreach (string error in file.Errors)
                    context.Error.WriteLine($"ptformat: {PlainText.OneLine(error)}");
                if (file.Errors.Count > 0 || file.Scan is not { IsDangerous: false })
                    code = CommandLineProgram.BadFile;
                writer.Add(file);
            }
        }
        writer.End(skipped);
        return code;
    }

    // Null for what a folder holds besides PyTorch's files.
    static ScannedFile? Look(string path, bool isFromFolder, Progress progress, CancellationToken cancellation)
    {
        try
        {
            using ByteSource source = ByteSource.OpenFile(path);
            PtScan scan = PtFile.Scan(source, progress: progress.Part(), cancellation: cancellation);
            return new(path, scan, [.. scan.Problems.Select(problem => problem.Message)]);
        }
        catch (PtFormatException e) when (isFromFolder && e.Kind == PtErrorKind.Unsupported)
        {
            return null;
        }
        catch (Exception e) when (e is PtFormatException or IOException or UnauthorizedAccessException)
        {
            return new(path, null, [e.Message]);
        }
    }
}
