using System.CommandLine;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary><c>ptformat verify FILE</c>: is every byte of a file as it was written?</summary>
static class VerifyCommand
{
    const int MaxNames = 3;

    public static Command Create(CommandContext context)
    {
        Argument<string> path = new("FILE") { Description = "A file that PtFormat reads, or a folder of several" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("verify", "Checks every record, checksum and tensor of a file.") { path, json };
        LoadArguments load = new(command);
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(path)!;
            PtVerification report;
            try
            {
                using PtFile file = PtFile.Open(name, load.Options(parsed));
                using Progress progress = new(context, "checking", file.ByteLength);
                report = file.Verify(progress, context.Cancellation);
            }
            catch (PtFormatException e)
            {
                report = new(0, 0, [], 0, [e]);
            }
            if (parsed.GetValue(json))
                PrintJson(context.Output, report);
            else
                Print(context, name, report);
            return report.IsSound ? CommandLineProgram.Done : CommandLineProgram.BadFile;
        });
        return command;
    }

    static void Print(CommandContext context, string name, PtVerification report)
    {
        foreach (IGrouping<PtErrorKind, PtFormatException> kind in report.Problems.GroupBy(problem => problem.Kind))
            context.Error.WriteLine($"ptformat: {PlainText.OneLine(kind.First().Message)}{Others([.. kind.Skip(1)])}");
        if (!report.IsSound)
            return;
        string notChecked = report.UncheckedRecords.Count == 0 ? "" : $"; {Figures.Count(report.UncheckedRecords.Count, "record")} without checksum";
        context.Output.WriteLine($"{PlainText.OneLine(name)}: ok, {Figures.Count(report.Records, "record")}, {Figures.Count(report.Bytes, "byte")}, {Figures.Count(report.Tensors, "tensor")}{notChecked}");
    }

    static string Others(PtFormatException[] others)
    {
        if (others.Length == 0)
            return "";
        string names = string.Join(", ", others.Where(other => other.Record is not null).Take(MaxNames).Select(Place));
        return $" (and {others.Length} more like it{(names.Length == 0 ? "" : $": {names}{(others.Length > MaxNames ? ", …" : "")}")})";
    }

    // Every tensor is described in one record: there the offset tells them apart.
    static string Place(PtFormatException problem) =>
        PlainText.OneLine(problem.Kind == PtErrorKind.Checksum || problem.ByteOffset is not { } offset ? problem.Record! : $"{problem.Record} @0x{offset:x}");

    static void PrintJson(TextWriter output, PtVerification report) => Json.Print(output, writer =>
    {
        writer.WriteBoolean("ok", report.IsSound);
        writer.WriteNumber("records", report.Records);
        writer.WriteNumber("bytes", report.Bytes);
        writer.WriteNumber("tensors", report.Tensors);
        writer.WriteStartArray("unchecked");
        foreach (string record in report.UncheckedRecords)
            writer.WriteStringValue(record);
        writer.WriteEndArray();
        writer.WriteStartArray("problems");
        foreach (PtFormatException problem in report.Problems)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("kind", problem.Kind.ToString());
                line.WriteString("record", problem.Record);
                line.WriteString("message", problem.Message);
            }), skipInputValidation: true);
        writer.WriteEndArray();
    });
}
