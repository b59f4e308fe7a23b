using System.CommandLine;
using System.Globalization;
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

    static readonly Dictionary<string, PtSaveFormat> Formats = new(StringComparer.Ordinal)
    {
        ["torch"] = PtSaveFormat.Zip,
        ["legacy"] = PtSaveFormat.Legacy,
        ["safetensors"] = PtSaveFormat.Safetensors,
        ["npy"] = PtSaveFormat.Npy,
        ["npz"] = PtSaveFormat.Npz,
    };

    // No format of a file: OUT becomes a folder.
    const string Distributed = "dcp";

    static readonly DType[] Floats = [DType.Float16, DType.BFloat16, DType.Float32, DType.Float64];

    public static Command Create(CommandContext context)
    {
        Argument<string> from = new("IN") { Description = "A file that PtFormat reads" };
        Argument<string> to = new("OUT") { Description = "The new file; what was there is replaced once the new one is whole" };
        Option<string?> format = new("--to") { Description = $"The format to write: {string.Join(", ", Formats.Keys)}, or {Distributed} (OUT is a folder of torch.distributed.checkpoint); without, OUT's extension tells those that are not torch's" };
        format.AcceptOnlyFromAmong([.. Formats.Keys, Distributed]);
        Option<string?> torch = new("--torch") { Description = "Write as this version of PyTorch does: 1.13, 2.6 or 2.14" };
        torch.AcceptOnlyFromAmong([.. Producers.Keys]);
        Option<bool> legacy = new("--legacy") { Description = "Write the format before 1.6" };
        Option<string?> dtype = new("--dtype") { Description = "Convert every float tensor: float16, bfloat16, float32 or float64" };
        dtype.AcceptOnlyFromAmong([.. Floats.Select(known => known.Name())]);
        Option<string?> part = new("--state-dict") { Description = "Write only this dictionary of a checkpoint" };
        Option<bool> dense = new("--dense") { Description = "Write sparse tensors out where the format has none" };
        Option<bool> dequantize = new("--dequantize") { Description = "Write quantized tensors as float32 where the format has none" };
        Option<bool> compress = new("--compress") { Description = "With --to npz: deflate the arrays" };
        Option<string?> shards = new("--max-shard-size") { Description = "OUT is a folder: write files of at most so many bytes (5GB, 200MB, …) with an index" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("convert", "Writes a file again: in another format, as another version of PyTorch, with another dtype.") { from, to, format, torch, legacy, dtype, part, dense, dequantize, compress, shards, json };
        LoadArguments load = new(command);
        command.Validators.Add(result =>
        {
            // What is no format at all has been said already.
            string? named = result.GetResult(format)?.Tokens is [var token] && (Formats.ContainsKey(token.Value) || token.Value == Distributed) ? token.Value : null;
            if (named is not null and not "legacy" && result.GetValue(legacy))
                result.AddError($"--legacy and --to {named} exclude each other");
            if (named == Distributed)
            {
                if (result.GetResult(shards) is not null)
                    result.AddError($"--max-shard-size and --to {Distributed} exclude each other: one process writes one file");
            }
            else if (named is not null && !IsTorch(Formats[named]) && result.GetResult(torch) is not null)
                result.AddError($"--torch says which of PyTorch's formats to write, and {named} is none");
        });
        shards.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Bytes(token.Value) is null)
                result.AddError($"--max-shard-size is {token.Value}: a number of bytes was needed, such as 5GB, 200MB or 4096");
        });
        command.SetAction(parsed =>
        {
            using PtFile file = PtFile.Open(parsed.GetValue(from)!, load.Options(parsed));
            if (parsed.GetValue(dtype) is { } name && DTypes.TryParse(name, out DType wanted))
                file.Convert(wanted);
            string target = parsed.GetValue(to)!;
            CheckSomething(file, parsed.GetValue(part));
            List<(string Name, string Kept)> tied = [];
            bool isDistributed = parsed.GetValue(format) == Distributed;
            PtSaveFormat? wish = isDistributed ? PtSaveFormat.Zip : parsed.GetValue(legacy) ? PtSaveFormat.Legacy
                : parsed.GetValue(format) is { } named ? Formats[named]
                : parsed.GetValue(torch) is not null ? PtSaveFormat.Zip
                : ByExtension(target, file.Container.Kind);
            using (Progress progress = new(context, "writing", file.ByteLength))
            {
                // Without options nothing but tensors changes, and everything else comes out as it came in.
                if (!isDistributed && parsed.GetValue(torch) is null && parsed.GetValue(shards) is null && parsed.GetValue(part) is null && !parsed.GetValue(compress) && (wish is null || IsSame(wish.Value, file.Container.Kind)))
                    file.Save(target, progress, context.Cancellation);
                else
                {
                    PtSaveOptions options = Options(file.Container, wish ?? PtSaveFormat.Zip, parsed.GetValue(torch)) with
                    {
                        Dense = parsed.GetValue(dense),
                        Dequantize = parsed.GetValue(dequantize),
                        Compress = parsed.GetValue(compress),
                        OnTied = (tiedName, kept) => tied.Add((tiedName, kept)),
                    };
                    if (isDistributed && parsed.GetValue(part) is { } chosen)
                        PtFile.SaveDcp(target, file.StateDict(chosen), options, progress, context.Cancellation);
                    else if (isDistributed)
                        file.SaveDcp(target, options, progress, context.Cancellation);
                    else if (parsed.GetValue(shards) is { } size)
                        PtFile.SaveShards(target, parsed.GetValue(part) is { } one ? file.StateDict(one) : file.StateDict(), Bytes(size)!.Value, options, progress, context.Cancellation);
                    else if (parsed.GetValue(part) is { } dictionary)
                        PtFile.Save(target, file.StateDict(dictionary), options, progress, context.Cancellation);
                    else
                        file.Save(target, options, progress, context.Cancellation);
                }
            }
            using PtFile made = PtFile.Open(target, load.Options(parsed));
            (string Name, int Count)[] leftOut = [.. LeftOut(file, parsed.GetValue(part))];
            if (parsed.GetValue(json))
                PrintJson(context.Output, target, made, tied, leftOut);
            else
                Print(context.Output, target, made, tied, leftOut);
        });
        return command;
    }

    static void Print(TextWriter output, string target, PtFile made, List<(string Name, string Kept)> tied, (string Name, int Count)[] leftOut)
    {
        output.WriteLine($"{PlainText.OneLine(target)}: {made.Container.Name}, {Figures.Count(made.ByteLength, "byte")}, {Figures.Count(made.Tensors.Count, "tensor")}");
        foreach ((string name, string kept) in tied)
            output.WriteLine($"{PlainText.OneLine(name)} is the same tensor as {PlainText.OneLine(kept)}: only that is written, the metadata names this one");
        if (leftOut.Length > 0)
            output.WriteLine($"left out: {Listed(leftOut)}; --state-dict NAME writes one of these");
    }

    static void PrintJson(TextWriter output, string target, PtFile made, List<(string Name, string Kept)> tied, (string Name, int Count)[] leftOut) => Json.Print(output, writer =>
    {
        writer.WriteString("file", target);
        writer.WriteString("format", made.Container.Name);
        writer.WriteNumber("bytes", made.ByteLength);
        writer.WriteNumber("tensors", made.Tensors.Count);
        writer.WriteStartArray("tied");
        foreach ((string name, string kept) in tied)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("name", name);
                line.WriteString("kept", kept);
            }), skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteStartArray("leftOut");
        foreach ((string name, int count) in leftOut)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("name", name);
                line.WriteNumber("values", count);
            }), skipInputValidation: true);
        writer.WriteEndArray();
    });

    // Units of a thousand, as the libraries count that have such an option.
    static long? Bytes(string text)
    {
        (string Unit, long Bytes)[] units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];
        (string Unit, long Bytes) unit = Array.Find(units, known => text.EndsWith(known.Unit, StringComparison.OrdinalIgnoreCase));
        string number = text[..^(unit.Unit?.Length ?? 0)];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value * Math.Max(unit.Bytes, 1) is >= 1 and < long.MaxValue
            ? (long)(value * Math.Max(unit.Bytes, 1))
            : null;
    }

    // What of an archive with a program is no part of its state_dict.
    static IEnumerable<(string Name, int Count)> LeftOut(PtFile file, string? part) =>
        file.Parts.Where(other => other.Count > 0 && other.Name != (part ?? file.Parts[0].Name));

    // A file without a tensor would pass for the model.
    static void CheckSomething(PtFile file, string? part)
    {
        if (part is null && file.Parts is [{ Count: 0 }, ..] && LeftOut(file, null).ToArray() is { Length: > 0 } others)
            throw new ArgumentException($"{file.Name} has an empty state_dict, as frozen modules have: choose another part, of {Listed(others)}, by --state-dict NAME");
    }

    static string Listed((string Name, int Count)[] parts) => string.Join(", ", parts.Select(part => $"{part.Name} ({Figures.Number(part.Count)})"));

    static bool IsTorch(PtSaveFormat format) => format is PtSaveFormat.Zip or PtSaveFormat.Legacy;

    // A format of others that OUT's name promises; torch's for what is to leave such a format; else what the file is.
    static PtSaveFormat? ByExtension(string target, PtContainerKind kind)
    {
        string extension = Path.GetExtension(target).ToLowerInvariant();
        if (Formats.TryGetValue(extension.TrimStart('.'), out PtSaveFormat named) && !IsTorch(named))
            return named;
        return kind is PtContainerKind.Safetensors or PtContainerKind.Npy or PtContainerKind.Npz && extension is ".pt" or ".pth" or ".bin" or ".ckpt" || kind is PtContainerKind.Shards or PtContainerKind.Dcp or PtContainerKind.TorchScript or PtContainerKind.Pt2 && extension is not (".ptl" or ".pt2")
            ? PtSaveFormat.Zip : null;
    }

    static bool IsSame(PtSaveFormat format, PtContainerKind kind) => (format, kind) is (PtSaveFormat.Safetensors, PtContainerKind.Safetensors) or (PtSaveFormat.Npy, PtContainerKind.Npy) or (PtSaveFormat.Npz, PtContainerKind.Npz);

    static PtSaveOptions Options(PtContainer container, PtSaveFormat format, string? torch)
    {
        PtProducer producer = torch is null ? PtProducer.Torch214 : Producers[torch];
        return new()
        {
            Producer = producer,
            Format = format,
            PickleProtocol = Math.Clamp(container.PickleProtocol, 2, 5),
            // 1.13 cannot leave checksums out.
            Crc = format != PtSaveFormat.Zip || container.HasChecksums || producer == PtProducer.Torch113,
            // What the libraries of Hugging Face ask for.
            Metadata = format != PtSaveFormat.Safetensors ? [] : container.Metadata.Count > 0 ? container.Metadata : [new("format", "pt")],
        };
    }
}
