using System.CommandLine;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat convert IN OUT</c>: the same content in another make, or with floats of another dtype.</summary>
static class ConvertCommand
{
    static readonly Dictionary<string, PtProducer> Producers = new(StringComparer.Ordinal)
    {
        ["1.13"] = PtProducer.Torch113,
        ["2.6"] = PtProducer.Torch26,
        ["2.14"] = PtProducer.Torch214,
    };

    static readonly DType[] Floats = [DType.Float16, DType.BFloat16, DType.Float32, DType.Float64];

    public static Command Create(CommandContext context)
    {
        Argument<string> from = new("IN") { Description = "A file that torch.save wrote" };
        Argument<string> to = new("OUT") { Description = "The new file; what was there is replaced once the new one is whole" };
        Option<string?> torch = new("--torch") { Description = "Write as this version of PyTorch does: 1.13, 2.6 or 2.14" };
        torch.AcceptOnlyFromAmong([.. Producers.Keys]);
        Option<bool> legacy = new("--legacy") { Description = "Write the format before 1.6" };
        Option<string?> dtype = new("--dtype") { Description = "Convert every float tensor: float16, bfloat16, float32 or float64" };
        dtype.AcceptOnlyFromAmong([.. Floats.Select(known => known.Name())]);
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("convert", "Writes a file again: as another version of PyTorch, in the older format, with another dtype.") { from, to, torch, legacy, dtype, json };
        LoadArguments load = new(command);
        command.SetAction(parsed =>
        {
            using PtFile file = PtFile.Open(parsed.GetValue(from)!, load.Options(parsed));
            if (parsed.GetValue(dtype) is { } name && DTypes.TryParse(name, out DType wanted))
                file.Convert(wanted);
            string target = parsed.GetValue(to)!;
            using (Progress progress = new(context, "writing", file.ByteLength))
            {
                // Without options nothing but tensors changes, and everything else comes out as it came in.
                if (parsed.GetValue(torch) is null && !parsed.GetValue(legacy))
                    file.Save(target, progress, context.Cancellation);
                else
                    file.Save(target, Options(file.Container, parsed.GetValue(torch), parsed.GetValue(legacy)), progress, context.Cancellation);
            }
            using PtFile made = PtFile.Open(target, load.Options(parsed));
            if (parsed.GetValue(json))
                Json.Print(context.Output, writer =>
                {
                    writer.WriteString("file", target);
                    writer.WriteString("format", made.Container.Name);
                    writer.WriteNumber("bytes", made.ByteLength);
                    writer.WriteNumber("tensors", made.Tensors.Count);
                });
            else
                context.Output.WriteLine($"{PlainText.OneLine(target)}: {made.Container.Name}, {Figures.Count(made.ByteLength, "byte")}, {Figures.Count(made.Tensors.Count, "tensor")}");
        });
        return command;
    }

    static PtSaveOptions Options(PtContainer container, string? torch, bool legacy)
    {
        PtProducer producer = torch is null ? PtProducer.Torch214 : Producers[torch];
        return new()
        {
            Producer = producer,
            Format = legacy ? PtSaveFormat.Legacy : PtSaveFormat.Zip,
            PickleProtocol = Math.Clamp(container.PickleProtocol, 2, 5),
            // 1.13 cannot leave checksums out.
            Crc = legacy || container.HasChecksums || producer == PtProducer.Torch113,
        };
    }
}
