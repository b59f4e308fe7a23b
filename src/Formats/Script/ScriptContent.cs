using System.Diagnostics.CodeAnalysis;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Script;

/// <summary>
/// A TorchScript archive: a pickle of modules, one of constants, at times one of example inputs, each with its storages, and code.
/// </summary>
sealed class ScriptContent : ComposedContent
{
    const string CodeFolder = "code/", CodeExtension = ".py", DebugExtension = ".debug_pkl", ExtraFolder = "extra/";

    // Names in real models are a fraction of their pickle; a limit for what objects share goes on top.
    const int NameCharsForByte = 32;

    readonly ZipRecords _records;

    [SetsRequiredMembers]
    ScriptContent(PtContainer container, ComposedTree tree, ComposedStorages storages, NestedFiles nested, PickleOrigin origin, long pickleBytes, long endOffset, ZipRecords records, ScriptArchive archive)
        : base(container, tree, storages, nested, origin, pickleBytes, endOffset) => (_records, Archive) = (records, archive);

    /// <summary>Modules and code.</summary>
    public ScriptArchive Archive { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords => _records.Checkable(Container.Records);

    public override IReadOnlyList<(string Name, ZipRecord Record)> ExtraFiles => _records.Below(ExtraFolder);

    protected override string Description => "a TorchScript archive";

    /// <summary>True for the full name of a record with code.</summary>
    public static bool IsCode(string record) => record.Contains("/" + CodeFolder, StringComparison.Ordinal) && record.EndsWith(CodeExtension, StringComparison.Ordinal);

    /// <exception cref="PtFormatException">The archive is none that torch.jit.save writes, or a pickle is refused.</exception>
    public static async ValueTask<ScriptContent> ReadAsync(DualReader reader, PtLoadOptions options, PtContainer container, ZipRecords records)
    {
        LoadLimits limits = options.Limits;
        container = container with { Kind = PtContainerKind.TorchScript };
        List<ScriptFile> code = await Code(reader, limits, container, records).ConfigureAwait(false);
        Dictionary<string, ScriptClass> classes = new(StringComparer.Ordinal);
        foreach (ScriptFile file in code)
            foreach (ScriptClass known in file.Classes())
                if (!classes.TryAdd(known.Name, known))
                    throw new PtFormatException(PtErrorKind.Ambiguous, $"the code declares the class {PtFormatException.Quote(known.Name)} twice", record: $"{container.Root}/{CodeFolder}{file.Name}");

        NestedFiles nested = new(options with { IsScript = true }, depth: 0);
        PickleOrigin origin = new($"{container.Root}/data.pkl", 0);
        ComposedStorages storages = new(limits, origin);
        long pickleBytes = 0;
        PickleValue root = (await Pickle("data").ConfigureAwait(false))!;
        PickleValue constants = (await Pickle("constants").ConfigureAwait(false))!;
        PickleValue? inputs = await Pickle("traced_inputs").ConfigureAwait(false), bytecode = await Pickle("bytecode").ConfigureAwait(false);
        await Pickle("mobile_debug_handles").ConfigureAwait(false);

        ScriptValues values = new(origin);
        ScriptWalk walk = new(classes, values, origin, Math.Max(limits.MaxRepeatedItems, unchecked(NameCharsForByte * pickleBytes + limits.MaxRepeatedItems)));
        if (ModuleState.StateOf(root) is null || ModuleState.ClassOf((PyObject)root) is null)
            throw origin.Error(PtErrorKind.Malformed, $"the archive's object is a {root.Kind.ToString().ToLowerInvariant()}: a module was needed", (root as PyObject)?.ByteOffset ?? -1);
        walk.Run(root);
        ComposedTree tree = new();
        tree.Add(ComposedTree.State, walk.State, origin);
        tree.Add("attributes", walk.Attributes, origin);
        tree.Add("constants", Constants(constants, values, origin with { Record = $"{container.Root}/constants.pkl" }), origin);
        tree.Add("example_inputs", inputs is null ? [] : [("example_inputs", values.Plain(inputs))], origin);
        return new(container, tree, storages, nested, origin, pickleBytes, reader.Source.Length, records, new()
        {
            Modules = walk.Modules,
            Code = code,
            DebugFiles = [.. container.Records.Where(name => name.StartsWith(CodeFolder, StringComparison.Ordinal) && name.EndsWith(DebugExtension, StringComparison.Ordinal)).Select(name => name[CodeFolder.Length..])],
            ExtraFiles = [.. records.Below(ExtraFolder).Select(file => file.Name)],
            BytecodeVersion = bytecode is PyTuple { Items: [PyInt version, ..] } && version.TryGetInt64(out long number) ? number : null,
        });

        async ValueTask<PickleValue?> Pickle(string name)
        {
            if (records.Find($"{name}.pkl") is not { } record)
                return null;
            ReadOnlyMemory<byte> bytes = await record.ReadBytesAsync(reader, limits.MaxPickleBytes, nameof(limits.MaxPickleBytes)).ConfigureAwait(false);
            PickleOrigin place = new(record.Entry.Name, 0);
            PickleValue tree = nested.Run(bytes, place);
            pickleBytes += bytes.Length;
            string folder = name == "bytecode" ? "constants/" : $"{name}/";
            StorageRecords own = new(records, container, folder, place);
            // PyTorch writes example inputs without their elements: what is left of them is dtype and shape.
            storages.Add(name, tree, (reference, id) => name == "traced_inputs" && records.FindEntry(folder, reference.Key) is { ByteLength: 0 } ? Device.Meta.Allocate(reference.ByteLength) : own.Open(reference, id));
            return tree;
        }
    }

    static async ValueTask<List<ScriptFile>> Code(DualReader reader, LoadLimits limits, PtContainer container, ZipRecords records)
    {
        List<ScriptFile> code = [];
        long bytes = 0;
        foreach (string name in container.Records)
            if (name.StartsWith(CodeFolder, StringComparison.Ordinal) && name.EndsWith(CodeExtension, StringComparison.Ordinal))
            {
                ZipRecord record = records.Find(name)!;
                ReadOnlyMemory<byte> text = await record.ReadBytesAsync(reader, limits.MaxCodeBytes - bytes, nameof(limits.MaxCodeBytes)).ConfigureAwait(false);
                bytes += text.Length;
                code.Add(new(name[CodeFolder.Length..], text, record.Entry.Name));
            }
        return code;
    }

    // The names that the code gives them.
    static IEnumerable<(string Name, PickleValue Value)> Constants(PickleValue constants, ScriptValues values, PickleOrigin origin) =>
        constants is PyTuple { Items: var items }
            ? items.Select((item, i) => ($"CONSTANTS.c{i}", values.Plain(item)))
            : throw origin.Error(PtErrorKind.Malformed, $"the constants are a {constants.Kind.ToString().ToLowerInvariant()}: a tuple was needed");
}
