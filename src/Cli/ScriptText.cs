using PtFormat.Formats;
using PtFormat.Formats.Script;

namespace PtFormat.Cli;

/// <summary>What a TorchScript archive holds besides values: modules with their classes, code, other files.</summary>
static class ScriptText
{
    /// <summary>Modules and files, to stand below the values.</summary>
    public static void PrintSummary(CommandContext context, PtFile file, ScriptArchive script)
    {
        context.Output.WriteLine();
        context.Output.WriteLine("modules:");
        int width = Math.Min(PlainText.MaxColumnWidth, script.Modules.Max(module => PlainText.Columns(Name(module))));
        foreach (ScriptModule module in script.Modules)
            Line(context, $"  {PlainText.Pad(Name(module), width)}  {PlainText.OneLine(module.ClassName)}{(module.IsTraining == true ? "  training" : "")}");
        context.Output.WriteLine();
        context.Output.WriteLine($"code of version {Figures.Number(file.Container.Version!.Value)}, never run (--code prints it):");
        foreach (ScriptFile code in script.Code)
            Line(context, $"  {PlainText.OneLine(code.Name)}  {Figures.Count(code.ByteLength, "byte")}");
        if (script.BytecodeVersion is { } version)
            Line(context, $"  bytecode of the lite interpreter, version {Figures.Number(version)}");
        if (script.DebugFiles.Count > 0)
            Line(context, $"  {Figures.Count(script.DebugFiles.Count, "debug file")}");
        foreach (string extra in script.ExtraFiles)
            Line(context, $"  extra file {PlainText.OneLine(extra)}");
    }

    /// <summary>The code, file by file.</summary>
    public static void PrintCode(CommandContext context, ScriptArchive script)
    {
        bool isFirst = true;
        foreach (ScriptFile code in script.Code)
        {
            if (!isFirst)
                context.Output.WriteLine();
            isFirst = false;
            context.Output.WriteLine($"# {PlainText.OneLine(code.Name)}");
            foreach (string line in code.Text.TrimEnd('\n').Split('\n'))
                context.Output.WriteLine(PlainText.OneLine(line));
        }
    }

    static string Name(ScriptModule module) => module.Path.Length == 0 ? "(the root)" : PlainText.OneLine(module.Path);

    static void Line(CommandContext context, string text) => context.Output.WriteLine(context.Terminal.Columns is { } columns ? PlainText.FitEnd(text, columns) : text);
}
