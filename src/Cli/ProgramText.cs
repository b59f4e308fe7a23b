using PtFormat.Formats.Export;

namespace PtFormat.Cli;

/// <summary>The graph of an exported program as readable text: what goes in, the operations, what comes out.</summary>
sealed class ProgramText(TextWriter output)
{
    const string Indent = "  ";

    public void Print(ExportedProgram program)
    {
        output.WriteLine($"program {Shown(program.Name)}: schema {Figures.Number(program.SchemaVersion.Major)}.{Figures.Number(program.SchemaVersion.Minor)}"
            + (program.TorchVersion is { } torch ? $", PyTorch {Shown(torch)}" : "") + string.Concat(program.OperatorVersions.Select(library => $", {Shown(library.Key)} {Figures.Number(library.Value)}")));
        Section("inputs", program.Inputs.Select(input => Row(program.Graph, input.Argument, Word(input.Kind, input.IsPersistent), input.Target)));
        if (program.Ranges.Count > 0)
            output.WriteLine($"ranges: {string.Join(", ", program.Ranges.Select(range => Shown(range.ToString())))}");
        output.WriteLine("graph");
        Nodes(program.Graph, Indent);
        Section("outputs", program.Outputs.Select(result => Row(program.Graph, result.Argument, Word(result.Kind), result.Target)));
    }

    void Nodes(ExportedGraph graph, string indent)
    {
        string[] calls = [.. graph.Nodes.Select(node => Shown($"{(node.Outputs.Count == 0 ? "" : $"{string.Join(", ", node.Outputs)} = ")}{node.ShortName}({string.Join(", ", node.Arguments)})"))];
        int width = Math.Min(calls.Length == 0 ? 0 : calls.Max(PlainText.Columns), PlainText.MaxColumnWidth);
        for (int i = 0; i < calls.Length; i++)
        {
            string given = string.Join(", ", graph.Nodes[i].Outputs.SelectMany(Leaves).Select(result => Given(graph, result)).Where(text => text.Length > 0));
            output.WriteLine($"{indent}{PlainText.Pad(calls[i], width)}{Indent}{given}".TrimEnd());
            foreach (ExportedArgument.Subgraph inner in graph.Nodes[i].Arguments.SelectMany(argument => Leaves(argument.Value)).OfType<ExportedArgument.Subgraph>())
            {
                output.WriteLine($"{indent}{Indent}{Shown($"{inner.Name}({string.Join(", ", inner.Graph.Inputs)})")}");
                Nodes(inner.Graph, indent + Indent + Indent);
                output.WriteLine($"{indent}{Indent}{Indent}return {Shown(string.Join(", ", inner.Graph.Outputs))}");
            }
        }
    }

    static IEnumerable<ExportedArgument> Leaves(ExportedArgument argument) => argument is ExportedArgument.List list ? list.Items.SelectMany(Leaves) : [argument];

    void Section(string title, IEnumerable<string[]> rows)
    {
        output.WriteLine(title);
        string[][] all = [.. rows];
        int[] widths = [.. Enumerable.Range(0, 2).Select(column => all.Length == 0 ? 0 : Math.Min(PlainText.MaxColumnWidth, all.Max(row => PlainText.Columns(row[column]))))];
        foreach (string[] row in all)
            output.WriteLine($"{Indent}{PlainText.Pad(row[0], widths[0])}{Indent}{PlainText.Pad(row[1], widths[1])}{Indent}{row[2]}".TrimEnd());
    }

    static string[] Row(ExportedGraph graph, ExportedArgument argument, string word, string? target) =>
        [Shown(argument.ToString()), target is null ? word : $"{word} {Shown(target)}", Given(graph, argument)];

    static string Given(ExportedGraph graph, ExportedArgument argument) => argument switch
    {
        ExportedArgument.TensorReference tensor when graph.Tensors.TryGetValue(tensor.Name, out ExportedTensor? known) => Shown(known.ToString()),
        ExportedArgument.SymbolReference symbol when graph.Integers.TryGetValue(symbol.Name, out ExportedSize? known) => Shown($"int {known}"),
        ExportedArgument.SymbolReference symbol => symbol.Kind switch { ExportedSymbolKind.Int => "int", ExportedSymbolKind.Float => "float", _ => "bool" },
        _ => "",
    };

    static string Shown(string text) => PlainText.OneLine(text);

    /// <summary>An input's kind as the listings say it.</summary>
    public static string Word(ExportedInputKind kind, bool? isPersistent) => kind switch
    {
        ExportedInputKind.UserInput => "input",
        ExportedInputKind.Parameter => "parameter",
        ExportedInputKind.Buffer => isPersistent == false ? "buffer (not persistent)" : "buffer",
        ExportedInputKind.Constant => "constant",
        ExportedInputKind.CustomObject => "object",
        ExportedInputKind.Token => "token",
        _ => "fixed input",
    };

    /// <summary>An output's kind as the listings say it.</summary>
    public static string Word(ExportedOutputKind kind) => kind switch
    {
        ExportedOutputKind.UserOutput => "output",
        ExportedOutputKind.Loss => "loss",
        ExportedOutputKind.BufferMutation => "new value of buffer",
        ExportedOutputKind.ParameterMutation => "new value of parameter",
        ExportedOutputKind.UserInputMutation => "new value of input",
        ExportedOutputKind.GradientToParameter => "gradient of parameter",
        ExportedOutputKind.GradientToUserInput => "gradient of input",
        _ => "token",
    };
}
