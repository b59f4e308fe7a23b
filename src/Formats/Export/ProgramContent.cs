using System.Diagnostics.CodeAnalysis;
using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Formats.Export;

/// <summary>
/// Exported programs (<c>torch.export.save</c>), in both containers: since 2.8 a folder with raw records and several programs at most,
/// before that four files side by side.
/// </summary>
sealed class ProgramContent : ComposedContent
{
    /// <summary>The record that marks the newer container.</summary>
    public const string FormatName = "archive_format";

    const string Format = "pt2", ModelFolder = "models/", WeightFolder = "data/weights/", ConstantFolder = "data/constants/", InputFolder = "data/sample_inputs/";
    const string ConfigSuffix = "_config.json", JsonExtension = ".json", CompiledFolder = "data/aotinductor/", ExtraFolder = "extra/", FlatExtraFolder = "extra_files/";
    const string FlatProgram = "serialized_exported_program.json", FlatState = "serialized_state_dict", FlatConstants = "serialized_constants", FlatInputs = "serialized_example_inputs";

    readonly IEnumerable<CheckableRecord> _checkable;

    [SetsRequiredMembers]
    ProgramContent(PtContainer container, ComposedTree tree, ProgramParts parts, PickleOrigin origin, long endOffset, IEnumerable<CheckableRecord> checkable, IReadOnlyList<(string Name, ZipRecord Record)> extraFiles, IReadOnlyList<ExportedProgram> programs)
        : base(container, tree, parts.Storages, parts.Nested, origin, parts.PickleBytes, endOffset) => (_checkable, ExtraFiles, Programs) = (checkable.Concat(parts.Inner), extraFiles, programs);

    /// <summary>The graphs.</summary>
    public IReadOnlyList<ExportedProgram> Programs { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords => _checkable;

    public override IReadOnlyList<(string Name, ZipRecord Record)> ExtraFiles { get; }

    protected override string Description => "an exported program";

    /// <summary>True for the full name of a record that marks an exported program.</summary>
    public static bool IsProgram(string record) => record == FlatProgram || record.EndsWith("/" + FormatName, StringComparison.Ordinal) && record.IndexOf('/') == record.Length - FormatName.Length - 1;

    /// <summary>True for the container of before 2.8, which has no folder.</summary>
    public static bool IsFlat(ZipDirectory directory) => directory.Entries.Any(entry => entry.Name == FlatProgram);

    /// <summary>True for a record, without the archive's folder, that holds a tensor's bytes and nothing else.</summary>
    public static bool IsTensor(string name) => name.StartsWith(WeightFolder, StringComparison.Ordinal) || name.StartsWith(ConstantFolder + "tensor_", StringComparison.Ordinal);

    /// <exception cref="PtFormatException">The archive is none that torch.export.save writes.</exception>
    public static async ValueTask<ProgramContent> ReadAsync(DualReader reader, PtLoadOptions options, PtContainer container, ZipRecords records)
    {
        PickleOrigin origin = new(container.Root, 0);
        ProgramParts parts = new(reader, options, records, origin);
        if (Encoding.Latin1.GetString((await parts.Bytes(FormatName).ConfigureAwait(false))!.Value.Span) is var format && format != Format)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the archive's format is {PtFormatException.Quote(format)}: {Format} is known", record: $"{container.Root}/{FormatName}");
        if (container.IsBigEndian == true)
            throw new PtFormatException(PtErrorKind.Unsupported, "the exported program is big-endian: only little-endian ones are known", record: $"{container.Root}/byteorder");
        string[] models = [.. container.Records.Where(name => name.StartsWith(ModelFolder, StringComparison.Ordinal) && name.EndsWith(JsonExtension, StringComparison.Ordinal)).Select(name => name[ModelFolder.Length..^JsonExtension.Length])];
        if (models.Length == 0)
            throw new PtFormatException(PtErrorKind.Unsupported, container.Records.Any(name => name.StartsWith(CompiledFolder, StringComparison.Ordinal))
                ? "the archive is a package of AOTInductor: machine code, and no exported program with weights; export the model with torch.export.save"
                : $"the archive has no exported program below {PtFormatException.Quote(ModelFolder)}", record: container.Root);
        List<ExportedProgram> programs = [];
        Values values = new();
        foreach (string model in models)
        {
            string prefix = models.Length == 1 ? "" : $"{model}.";
            string record = $"{ModelFolder}{model}{JsonExtension}";
            programs.Add(ProgramJson.Read((await parts.Bytes(record).ConfigureAwait(false))!.Value.Span, model, options.Limits, $"{container.Root}/{record}"));
            await Payloads(WeightFolder, $"{model}_weights", values.State).ConfigureAwait(false);
            await Payloads(ConstantFolder, $"{model}_constants", values.Constants).ConfigureAwait(false);
            if (await parts.File($"{InputFolder}{model}.pt").ConfigureAwait(false) is { } inputs)
                values.Inputs.Add(($"{prefix}example_inputs", inputs));

            async ValueTask Payloads(string folder, string config, List<(string, PickleValue)> target)
            {
                // Up to 2.9 a file of torch.save.
                if (await parts.File($"{folder}{model}.pt").ConfigureAwait(false) is { } dictionary)
                    target.AddRange(Entries(dictionary, prefix, new($"{container.Root}/{folder}{model}.pt", 0)));
                else if (await parts.Bytes($"{folder}{config}{ConfigSuffix}").ConfigureAwait(false) is { } text)
                    foreach (PayloadEntry entry in PayloadEntry.Read(text.Span, options.Limits, $"{container.Root}/{folder}{config}{ConfigSuffix}"))
                        target.Add((prefix + entry.Name, await parts.Payload(folder, entry).ConfigureAwait(false)));
            }
        }
        parts.AddRaw();
        return new(container with { Kind = PtContainerKind.Pt2 }, values.Tree(origin), parts, origin, reader.Source.Length, records.Checkable(container.Records), records.Below(ExtraFolder), programs);
    }

    /// <summary>Reads the container of before 2.8.</summary>
    /// <exception cref="PtFormatException">The archive is none that torch.export.save writes.</exception>
    public static async ValueTask<ProgramContent> ReadFlatAsync(DualReader reader, PtLoadOptions options, ZipDirectory directory)
    {
        ZipRecords records = new(reader.Source, directory, "", options.Limits);
        PickleOrigin origin = new(null, 0);
        ProgramParts parts = new(reader, options, records, origin);
        ExportedProgram program = ProgramJson.Read((await parts.Bytes(FlatProgram).ConfigureAwait(false))!.Value.Span, "model", options.Limits, FlatProgram);
        Values values = new();
        values.State.AddRange(Entries(await File(FlatState).ConfigureAwait(false), "", new($"{FlatState}.pt", 0)));
        values.Constants.AddRange(Entries(await File(FlatConstants).ConfigureAwait(false), "", new($"{FlatConstants}.pt", 0)));
        if (await File(FlatInputs).ConfigureAwait(false) is { } inputs)
            values.Inputs.Add(("example_inputs", inputs));
        PtContainer container = new(PtContainerKind.Pt2) { Records = records.Names, HasChecksums = records.HasChecksums };
        return new(container, values.Tree(origin), parts, origin, reader.Source.Length, records.Checkable(records.Names), records.Below(FlatExtraFolder), [program]);

        async ValueTask<PickleValue?> File(string name) => records.Find($"{name}{JsonExtension}") is null
            ? await parts.File($"{name}.pt").ConfigureAwait(false)
            : throw new PtFormatException(PtErrorKind.Unsupported, "the weights are of PyTorch 2.1, in a form of their own: load and save the program in PyTorch 2.2 to 2.4", record: $"{name}{JsonExtension}");
    }

    // A dictionary of torch.save; an empty record is an empty one.
    static IEnumerable<(string Name, PickleValue Value)> Entries(PickleValue? dictionary, string prefix, PickleOrigin origin)
    {
        if (dictionary is null)
            yield break;
        if (!PythonChildren.IsDictionary(dictionary))
            throw origin.Error(PtErrorKind.Malformed, $"the file holds a {dictionary.Kind.ToString().ToLowerInvariant()}: a dictionary was needed");
        foreach ((PickleValue key, PickleValue value) in PythonChildren.Entries(dictionary))
            yield return (prefix + (PythonStrings.Of(key) ?? throw origin.Error(PtErrorKind.Malformed, $"a key is no text: {PythonRepr.OfKey(key)}")), value);
    }

    sealed class Values
    {
        public List<(string Name, PickleValue Value)> State { get; } = [];

        public List<(string Name, PickleValue Value)> Constants { get; } = [];

        public List<(string Name, PickleValue Value)> Inputs { get; } = [];

        public ComposedTree Tree(PickleOrigin origin)
        {
            ComposedTree tree = new();
            tree.Add(ComposedTree.State, State, origin);
            tree.Add("constants", Constants, origin);
            tree.Add("example_inputs", Inputs, origin);
            return tree;
        }
    }
}
