using System.CommandLine;
using System.Globalization;
using System.Text;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat dis FILE</c>: the pickles of a file, opcode by opcode.</summary>
static class DisCommand
{
    const int NoteColumn = 40;
    const int MaxIndent = 20;

    public static Command Create(CommandContext context)
    {
        Argument<string> path = new("FILE") { Description = "A file that torch.save wrote, or a pickle" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("dis", "Lists every pickle of a file opcode by opcode, broken and refused ones included. Nothing is run.") { path, json };
        LoadArguments load = new(command);
        command.SetAction(parsed =>
        {
            using ByteSource source = ByteSource.OpenFile(parsed.GetValue(path)!);
            PtLoadOptions options = load.Options(parsed);
            IListingWriter writer = parsed.GetValue(json) ? new JsonListingWriter(context.Output) : new TextListingWriter(context);
            List<PtFormatException> defects = [];
            writer.Start();
            foreach (PicklePart part in PtFile.Pickles(source, options.Limits))
            {
                writer.StartPickle(part);
                PickleListing listing = new(part.Content, options.Policy);
                foreach (PickleLine line in listing.Lines())
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    writer.Line(line);
                }
                PtFormatException? defect = listing.Defect?.In(source.Name, part.Name);
                writer.EndPickle(listing.Position, defect);
                if (defect is not null)
                    defects.Add(defect);
            }
            writer.End();
            context.Output.Flush();
            foreach (PtFormatException defect in defects)
                context.Error.WriteLine($"ptformat: {PlainText.OneLine(defect.Message)}");
            return defects.Count == 0 ? CommandLineProgram.Done : CommandLineProgram.BadFile;
        });
        return command;
    }

    interface IListingWriter
    {
        void Start();

        void StartPickle(PicklePart part);

        void Line(PickleLine line);

        void EndPickle(long bytes, PtFormatException? defect);

        void End();
    }

    sealed class TextListingWriter(CommandContext context) : IListingWriter
    {
        readonly StringBuilder _text = new();
        bool _hasWritten;

        public void Start()
        {
        }

        public void StartPickle(PicklePart part)
        {
            if (_hasWritten)
                context.Output.WriteLine();
            _hasWritten = true;
            string at = part.ByteOffset is { } offset ? string.Create(CultureInfo.InvariantCulture, $", at 0x{offset:x} of the file") : "";
            context.Output.WriteLine($"{PlainText.OneLine(part.Name)}{at}");
        }

        public void Line(PickleLine line)
        {
            _text.Clear();
            _text.Append(' ', Math.Max(0, 6 - Digits(line.ByteOffset))).Append(CultureInfo.InvariantCulture, $"0x{line.ByteOffset:x}  ");
            _text.Append(' ', Math.Min(line.Depth, MaxIndent) * 2).Append(line.Opcode);
            if (line.Argument.Length > 0)
                _text.Append(' ').Append(line.Argument);
            if (line.Note.Length > 0)
                _text.Append(' ', Math.Max(2, NoteColumn - _text.Length)).Append("# ").Append(line.Note);
            string text = _text.ToString();
            context.Output.WriteLine(context.Terminal.Columns is { } columns ? PlainText.FitEnd(text, columns) : text);
        }

        public void EndPickle(long bytes, PtFormatException? defect) =>
            context.Output.WriteLine(defect is null ? Figures.Count(bytes, "byte") : $"broken: {PlainText.OneLine(defect.Message)}");

        public void End()
        {
        }

        static int Digits(long value) => Math.Max(1, (67 - (int)long.LeadingZeroCount(value)) / 4);
    }

    // By hand and line by line: a listing may be longer than memory.
    sealed class JsonListingWriter(TextWriter output) : IListingWriter
    {
        bool _hasPickle;
        bool _hasLine;

        public void Start() => output.Write("{\n  \"pickles\": [");

        public void StartPickle(PicklePart part)
        {
            output.Write(_hasPickle ? ",\n    " : "\n    ");
            output.Write(Json.Members(writer =>
            {
                writer.WriteString("name", part.Name);
                if (part.ByteOffset is { } offset)
                    writer.WriteNumber("offset", offset);
                else
                    writer.WriteNull("offset");
            })[..^1]);
            output.Write(",\"lines\":[");
            (_hasPickle, _hasLine) = (true, false);
        }

        public void Line(PickleLine line)
        {
            output.Write(_hasLine ? ",\n      " : "\n      ");
            output.Write(Json.Members(writer =>
            {
                writer.WriteNumber("offset", line.ByteOffset);
                writer.WriteString("opcode", line.Opcode);
                writer.WriteString("argument", line.Argument);
                writer.WriteNumber("depth", line.Depth);
                writer.WriteString("note", line.Note);
            }));
            _hasLine = true;
        }

        public void EndPickle(long bytes, PtFormatException? defect)
        {
            output.Write("\n    ],");
            output.Write(Json.Members(writer =>
            {
                writer.WriteNumber("bytes", bytes);
                writer.WriteString("defect", defect?.Message);
            })[1..]);
        }

        public void End() => output.WriteLine("\n  ]\n}");
    }
}
