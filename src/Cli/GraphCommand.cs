using System.CommandLine;
using System.Globalization;
using PtFormat.Formats;
using PtFormat.Models;

namespace PtFormat.Cli;

/// <summary><c>ptformat graph MODEL.pt</c>: the operations of a model, as they were recorded.</summary>
static class GraphCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string> path = new("MODEL") { Description = "A state_dict of ModelNet or DigitLstm, as torch.save wrote it" };
        Option<int> batch = new("--batch") { Description = "Pictures at once", DefaultValueFactory = _ => 1 };
        Command command = new("graph", "Prints the operations that a model runs.") { path, batch };
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
            output.WriteLine($"{model.Name}, a batch of {parsed.GetValue(batch)}");
            output.Write(model.Record(parsed.GetValue(batch)).ToString());
        });
        return command;
    }
}
