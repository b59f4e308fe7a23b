using System.CommandLine;
using System.Globalization;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat predict MODEL.pt IMAGE.png…</c>: reads digits with a trained model.</summary>
static class PredictCommand
{
    const int BarWidth = 20;

    public static Command Create(CommandContext context, IDeviceProvider? devices)
    {
        Argument<string> model = new("MODEL") { Description = "A state_dict of ModelNet or DigitLstm, as torch.save wrote it" };
        Argument<string[]> images = new("IMAGE") { Description = "Pictures of one digit each (PNG, JPEG, BMP, GIF)", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("predict", "Reads handwritten digits from pictures with a trained model.") { model, images, json };
        LoadArguments load = new(command);
        DeviceOption device = new(command, devices);
        command.SetAction(parsed =>
        {
            DigitModel network;
            using (PtFile file = PtFile.Open(parsed.GetValue(model)!, load.Options(parsed)))
                network = ModelFile.Recognize(file);

            Device where = device.Open(parsed, context.Error);
            using IDisposable? opened = where as IDisposable;
            network.To(where);

            // A picture that cannot be read must not cost the answers for the others.
            List<string> paths = [];
            List<DigitImage> pictures = [];
            int code = CommandLineProgram.Done;
            foreach (string path in parsed.GetValue(images)!)
                try
                {
                    pictures.Add(DigitImage.Load(path));
                    paths.Add(path);
                }
                catch (Exception e) when (e is PtFormatException or IOException or UnauthorizedAccessException)
                {
                    context.Error.WriteLine($"ptformat: {PlainText.OneLine(e.Message)}");
                    code = CommandLineProgram.BadFile;
                }
            float[] probabilities = pictures.Count == 0 ? [] : network.Probabilities(pictures).ToArray<float>();
            if (parsed.GetValue(json))
                PrintJson(context.Output, network, paths, probabilities);
            else
                PrintLines(context, paths, probabilities);
            return code;
        });
        return command;
    }

    static void PrintLines(CommandContext context, List<string> paths, float[] probabilities)
    {
        // On a terminal the picture's name gives way to what was read.
        int? room = context.Terminal.Columns is { } columns ? Math.Max(12, columns - BarWidth - 16) : null;
        string[] names = [.. paths.Select(path => PlainText.Fit(PlainText.OneLine(path), room))];
        int width = names.Select(PlainText.Columns).DefaultIfEmpty().Max();
        for (int i = 0; i < paths.Count; i++)
        {
            (int digit, float probability) = Best(probabilities.AsSpan(i * 10, 10));
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{PlainText.Pad(names[i], width)}  {digit}  {100 * probability,5:0.0} %  {Bars.Of(probability, BarWidth)}"));
        }
    }

    static void PrintJson(TextWriter output, DigitModel network, List<string> paths, float[] probabilities) =>
        Json.Print(output, writer =>
        {
            writer.WriteString("model", network.Name);
            writer.WriteStartArray("predictions");
            for (int i = 0; i < paths.Count; i++)
            {
                (int digit, float probability) = Best(probabilities.AsSpan(i * 10, 10));
                writer.WriteStartObject();
                writer.WriteString("file", paths[i]);
                writer.WriteNumber("digit", digit);
                writer.WriteNumber("probability", probability);
                writer.WriteStartArray("probabilities");
                foreach (float each in probabilities.AsSpan(i * 10, 10))
                    writer.WriteNumberValue(each);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });

    static (int Digit, float Probability) Best(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[best])
                best = i;
        return (best, probabilities[best]);
    }
}
