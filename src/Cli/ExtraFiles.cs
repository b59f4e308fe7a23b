using System.IO.Enumeration;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary><c>ptformat extract --extra</c>: the files that somebody packed beside a program, as they are, under plain names.</summary>
static class ExtraFiles
{
    /// <exception cref="ArgumentException">There is none, or none that fits.</exception>
    /// <exception cref="IOException">A file is there already.</exception>
    public static void Extract(CommandContext context, PtFile file, string folder, string? only, bool force, bool json)
    {
        ArrayFileNames names = new();
        (string Name, string File, byte[] Bytes)[] items =
        [
            .. from name in file.ExtraFiles
               where only is null || FileSystemName.MatchesSimpleExpression(only, name, ignoreCase: false)
               select (name, names.GiveAsIs(name), file.ReadExtraFile(name)),
        ];
        if (items.Length == 0)
            throw new ArgumentException(file.ExtraFiles.Count == 0
                ? $"{file.Name} holds no extra file: TorchScript archives and exported programs may"
                : $"{file.Name}: no extra file's name fits {PtFormatException.Quote(only!)}; there are {string.Join(", ", file.ExtraFiles.Take(12).Select(name => PtFormatException.Quote(name)))}");
        foreach ((_, string name, _) in items)
            if (Path.Combine(folder, name) is var target && (Directory.Exists(target) || !force && (File.Exists(target) || new FileInfo(target).LinkTarget is not null)))
                throw new IOException($"{target} is there already{(Directory.Exists(target) ? ", a directory" : ": --force overwrites")}");
        Directory.CreateDirectory(folder);
        foreach ((_, string name, byte[] bytes) in items)
        {
            // Renamed over the target: a link there is replaced and not followed.
            string temporary = Path.Combine(folder, $".ptformat-{Path.GetRandomFileName()}");
            try
            {
                using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                    stream.Write(bytes);
                File.Move(temporary, Path.Combine(folder, name), overwrite: force);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        if (json)
            Json.Print(context.Output, writer =>
            {
                writer.WriteStartArray("files");
                foreach ((string name, string target, byte[] bytes) in items)
                    writer.WriteRawValue(Json.Line(line =>
                    {
                        line.WriteString("name", name);
                        line.WriteString("file", target);
                        line.WriteNumber("bytes", bytes.Length);
                    }), skipInputValidation: true);
                writer.WriteEndArray();
            });
        else
            foreach ((string name, string target, byte[] bytes) in items)
                context.Output.WriteLine($"{target}  {Figures.Count(bytes.Length, "byte")}{(target == name ? "" : $"  {PlainText.OneLine(name)}")}");
    }
}
