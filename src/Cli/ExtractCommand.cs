using System.CommandLine;
using System.IO.Enumeration;
using PtFormat.Formats;
using PtFormat.Formats.Npy;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat extract FILE DIR</c>: tensors as NumPy's <c>.npy</c>.</summary>
static class ExtractCommand
{
    sealed record Item(TensorEntry Entry, string FileName, string FilePath, long Bytes);

    public static Command Create(CommandContext context)
    {
        Argument<string> path = new("FILE") { Description = "A file that PtFormat reads, or a folder of several" };
        Argument<string> folder = new("DIR") { Description = "The folder to write to; it is made where there is none" };
        Option<string?> only = new("--only") { Description = "Only tensors whose name fits: '*' stands for any text, '?' for one character" };
        Option<string?> dtype = new("--dtype") { Description = "'float32': write bfloat16, float16 and 8-bit floats as float32, which changes no value" };
        Option<bool> force = new("--force") { Description = "Overwrite files that are there" };
        Option<bool> extra = new("--extra") { Description = "Write the files packed beside a TorchScript or exported program instead" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("extract", "Writes tensors as NumPy's .npy, one file each.") { path, folder, only, dtype, force, extra, json };
        dtype.AcceptOnlyFromAmong("float32");
        LoadArguments load = new(command);
        folder.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
                result.AddError("DIR is empty: '.' is the folder where you are");
        });
        command.SetAction(parsed =>
        {
            bool widen = parsed.GetValue(dtype) is not null;
            PtLoadOptions options = load.Options(parsed);
            using PtFile file = PtFile.Open(parsed.GetValue(path)!, options);
            if (parsed.GetValue(extra))
            {
                ExtraFiles.Extract(context, file, parsed.GetValue(folder)!, parsed.GetValue(only), parsed.GetValue(force), parsed.GetValue(json));
                return;
            }
            List<Item> items = Plan(file, parsed.GetValue(folder)!, parsed.GetValue(only), widen, parsed.GetValue(force), options.Limits);
            CheckRecords(context, file);
            Write(context, items, parsed.GetValue(folder)!, widen, parsed.GetValue(force), options.Limits);
            if (parsed.GetValue(json))
                PrintJson(context.Output, items, widen);
            else
                Print(context, items, parsed.GetValue(folder)!);
        });
        return command;
    }

    // Whatever can be known to fail fails here, before the first file is written.
    static List<Item> Plan(PtFile file, string folder, string? only, bool widen, bool force, LoadLimits limits)
    {
        if (File.Exists(folder))
            throw new IOException($"{folder} is a file: a folder was expected");
        ArrayFileNames names = new();
        List<Item> items = [];
        foreach (TensorEntry entry in file.Tensors)
        {
            if (only is not null && !FileSystemName.MatchesSimpleExpression(only, TensorNames.Bare(entry.Path), ignoreCase: false))
                continue;
            CheckFits(entry, widen, file.Name);
            string name = names.Give(entry.Path), target = Path.Combine(folder, name);
            if (Directory.Exists(target))
                throw new IOException($"{target} is a directory: {TensorNames.Bare(entry.Path)} would be written there");
            if (!force && IsThere(target))
                throw new IOException($"{target} is there already: --force overwrites");
            items.Add(new(entry, name, target, NpyWriter.ByteLength(entry, widen, limits)));
        }
        if (items.Count > 0)
            return items;
        throw new ArgumentException(file.Tensors.Count == 0
            ? $"{file.Name} holds no tensor"
            : $"{file.Name}: no tensor's name fits {PtFormatException.Quote(only ?? "")}; 'ptformat inspect' lists the {file.Tensors.Count} there are");
    }

    static void CheckFits(TensorEntry entry, bool widen, string? file)
    {
        string name = PtFormatException.Quote(TensorNames.Bare(entry.Path));
        const string leaveOut = "--only picks the tensors to write";
        if (entry is not { Kind: TensorKind.Strided, Tensor: { } tensor })
            throw new NotSupportedException($"{file}: {name} is a {entry.LayoutName} tensor, which .npy cannot hold; {leaveOut}{(entry.Kind is TensorKind.Meta or TensorKind.Uninitialized ? "" : ", and the parts of this one are tensors of their own")}");
        DType dtype = tensor.DType;
        if (NpyWriter.CanHold(dtype) || widen && NpyWriter.CanHold(FloatWidening.Target(dtype)))
            return;
        throw new NotSupportedException($"{file}: {name} is {dtype.Name()}, which .npy cannot hold; {(NpyWriter.CanHold(FloatWidening.Target(dtype)) ? $"--dtype float32 writes it as {FloatWidening.Target(dtype).Name()} without changing a value" : leaveOut)}");
    }

    // A link that leads nowhere is there, too.
    static bool IsThere(string path) => File.Exists(path) || new FileInfo(path).LinkTarget is not null;

    // Parts of a tensor are read without its checksum, so all sums come first: nothing damaged gets out.
    static void CheckRecords(CommandContext context, PtFile file)
    {
        using Progress progress = new(context, "checking", file.ByteLength);
        PtVerification report = file.Verify(progress, context.Cancellation);
        if (!report.IsSound)
            throw report.Problems[0];
    }

    static void Write(CommandContext context, List<Item> items, string folder, bool widen, bool force, LoadLimits limits)
    {
        Directory.CreateDirectory(folder);
        using Progress progress = new(context, "writing", items.Sum(item => item.Bytes));
        foreach (Item item in items)
        {
            // Beside the target and renamed over it: a link there is replaced and not followed, and no half of a file is ever seen.
            string temporary = Path.Combine(folder, $".ptformat-{Path.GetRandomFileName()}");
            try
            {
                using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                    NpyWriter.Write(item.Entry, stream, widen, limits, progress.Add, context.Cancellation);
                File.Move(temporary, item.FilePath, overwrite: force);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
    }

    static void Print(CommandContext context, List<Item> items, string folder)
    {
        int byteWidth = items.Max(item => Figures.Number(item.Bytes).Length);
        int? room = context.Terminal.Columns is { } columns ? Math.Max(12, columns - byteWidth - 8) : null;
        string[] files = [.. items.Select(item => PlainText.Fit(item.FileName, room))];
        int fileWidth = files.Max(file => file.Length);
        for (int i = 0; i < items.Count; i++)
        {
            string text = $"{files[i].PadRight(fileWidth)}  {Figures.Number(items[i].Bytes).PadLeft(byteWidth)} bytes", path = TensorNames.Show(items[i].Entry.Path);
            // A path that the file's name shows already is cut first.
            int? left = context.Terminal.Columns is { } end ? end - text.Length - 2 : null;
            context.Output.WriteLine(left < 8 ? text : $"{text}  {PlainText.Fit(path, left)}");
        }
        context.Output.WriteLine();
        context.Output.WriteLine($"{Figures.Count(items.Count, "file")} in {PlainText.OneLine(folder)}, {Figures.Count(items.Sum(item => item.Bytes), "byte")}");
    }

    static void PrintJson(TextWriter output, List<Item> items, bool widen) => Json.Print(output, writer =>
    {
        writer.WriteStartArray("files");
        foreach (Item item in items)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("path", item.Entry.Path);
                line.WriteString("file", item.FileName);
                line.WriteString("dtype", (widen ? FloatWidening.Target(item.Entry.Tensor!.DType) : item.Entry.Tensor!.DType).Name());
                line.WriteNumber("bytes", item.Bytes);
            }), skipInputValidation: true);
        writer.WriteEndArray();
    });
}
