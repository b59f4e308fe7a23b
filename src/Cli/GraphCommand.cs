using System.CommandLine;
using System.Globalization;
using PtFormat.Formats;
using PtFormat.Kernels.Graphs;
using PtFormat.Models;

namespace PtFormat.Cli;

/// <summary><c>ptformat graph MODEL.pt</c>: the operations of a model, as they were recorded and as a session runs them.</summary>
static class GraphCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> path = new("MODEL") { Description = "A state_dict of ModelNet or DigitLstm, as torch.save wrote it" };
        Option<int> batch = new("--batch") { Description = "Pictures at once", DefaultValueFactory = _ => 1 };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("graph", "Prints the operations that a model runs, as written and as compiled.") { path, batch, json };
        LoadArguments load = new(command);
        batch.Validators.Add(result =>
        {
            // Looked at as text: a value that is no number at all has an error already, and asking for it would throw.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int count) && count < 1)
                result.AddError("--batch needs a positive number");
        });
        command.SetAction(parsed =>
        {
            using PtFile file = PtFile.Open(parsed.GetValue(path)!, load.Options(parsed));
            DigitModel model = ModelFile.Recognize(file);
            Graph graph = model.Record(parsed.GetValue(batch));
            if (parsed.GetValue(json))
                GraphJson.Print(context.Output, model.Name, parsed.GetValue(batch), graph, CompiledGraph.Of(graph));
            else
                Print(context, model.Name, parsed.GetValue(batch), graph, CompiledGraph.Of(graph));
        });
        return command;
    }

    static void Print(CommandContext context, string model, int batch, Graph graph, CompiledGraph compiled)
    {
        TextWriter output = context.Output;
        output.WriteLine(FormattableString.Invariant($"{model}, a batch of {batch}, as it is written"));
        output.Write(GraphText.Fit(graph.ToString(), context.Terminal.Columns));
        output.WriteLine();
        output.WriteLine($"as a session runs it, in {Figures.Count(compiled.ArenaBytes, "byte")} beside input, output and weights");
        output.Write(GraphText.Fit(compiled.Graph.ToString(), context.Terminal.Columns));
        output.WriteLine();
        output.WriteLine("kernels");
        foreach ((GraphNode node, string kernel) in compiled.Kernels)
            output.WriteLine($"  {string.Join(", ", node.Outputs.Select(result => FormattableString.Invariant($"%{result.Index}")))}  {kernel}");
    }
}
