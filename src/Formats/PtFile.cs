using PtFormat.Formats.Export;
using PtFormat.Formats.Python;
using PtFormat.Formats.Script;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A file that PyTorch wrote, or another that holds tensors, told apart by content and never by name. Nothing in it is run: a pickle is read into an inert
/// tree, and the calls in it that rebuild tensors are recognised, not made.
/// </summary>
/// <remarks>Reading one open file from many threads is safe.</remarks>
public sealed partial class PtFile : IDisposable
{
    readonly ByteSource _source;
    readonly PtLoadOptions _options;
    readonly TorchContent _content;
    readonly Lock _interpreting = new();
    readonly TorchObjects _objects;
    readonly PythonLeaves _leaves;
    readonly PythonObjects _values;
    List<TensorEntry>? _tensors;
    IReadOnlyList<ValueEntry>? _listed;

    PtFile(ByteSource source, PtLoadOptions options, TorchContent content)
    {
        _source = source;
        _options = options;
        _content = content;
        EndOffset = options.StartOffset + content.EndOffset;
        _objects = new(content, options);
        _leaves = new(_objects, options.ByteStringEncoding);
        _values = new(_objects, _leaves, _interpreting);
    }

    /// <summary>The file's name, or null where it was read from memory or a stream.</summary>
    public string? Name => _source.Name;

    /// <summary>What <c>torch.save</c> was given, as an inert tree.</summary>
    public PickleValue Root => _content.Tree;

    /// <summary>What the producer decided besides the content.</summary>
    public PtContainer Container => _content.Container;

    /// <summary>Modules and code of a TorchScript archive (<c>torch.jit.save</c>); null for other files. Nothing of it is run.</summary>
    /// <remarks>
    /// The tensors of such an archive, and of an exported program, stand by their dotted names in <see cref="Root"/>.
    /// <see cref="StateDict()"/> is what the program's <c>state_dict()</c> would give; <see cref="StateDict(string)"/> reads
    /// <c>attributes</c>, <c>constants</c> and <c>example_inputs</c>.
    /// </remarks>
    public ScriptArchive? Script => (_content as ScriptContent)?.Archive;

    /// <summary>The graphs of an exported program (<c>torch.export.save</c>), nearly always one; none for other files. Nothing of them is run.</summary>
    public IReadOnlyList<ExportedProgram> Programs => (_content as ProgramContent)?.Programs ?? [];

    /// <summary>
    /// Of a TorchScript archive or an exported program: what <see cref="StateDict(string)"/> takes, the state_dict first, and how many
    /// values each has; empty for other files.
    /// </summary>
    public IReadOnlyList<(string Name, int Count)> Parts => [.. _content.Parts.Select(part => (part.Key, PythonChildren.Count(part.Value)))];

    /// <summary>The file's length in bytes, from where reading started; of several files with an index, that of all.</summary>
    public long ByteLength => _content.ByteLength ?? _source.Length;

    /// <summary>
    /// Where the object that was read ends, in bytes from the start of the file. In the stream of several <c>torch.save</c> of
    /// before 1.6 the next one starts there: <see cref="PtLoadOptions.StartOffset"/>.
    /// </summary>
    public long EndOffset { get; }

    /// <summary>Every tensor with its path, in the order of the tree. Their bytes are read when first touched.</summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public IReadOnlyList<TensorEntry> Tensors
    {
        get
        {
            lock (_interpreting)
                return _tensors ??= Located(() => Walker().List(Root));
        }
    }

    /// <summary>
    /// Every value that is no tensor with its path, in the order of the tree: numbers, texts, dates, containers, objects.
    /// <see cref="Outline"/> is the shorter form for people.
    /// </summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public IReadOnlyList<ValueEntry> Values
    {
        get
        {
            lock (_interpreting)
                return _listed ??= Located(() => new ValueWalker(_objects, _leaves, _values, _options.ByteStringEncoding, _interpreting).List(Root));
        }
    }

    /// <summary>
    /// What the file holds in C#'s terms: numbers, texts, dates and arrays as such, tensors as <see cref="Tensor"/> and its siblings,
    /// containers and objects as <see cref="PythonObject"/>.
    /// </summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public object? Value => ToValue(Root);

    /// <summary>A node of <see cref="Root"/> in C#'s terms; one node always gives the same object.</summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public object? ToValue(PickleValue node)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_interpreting)
            return Located(() => _values.Read(node));
    }

    /// <summary>
    /// Opens a file to read on demand: its directory and pickle now, each tensor when it is touched. Dispose it when done;
    /// tensors that were touched before stay readable.
    /// </summary>
    /// <exception cref="PtFormatException">The bytes are wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <remarks>The index of a checkpoint in several files is opened with them, and so is a folder that has one.</remarks>
    public static PtFile Open(string path, PtLoadOptions? options = null) => Open(SourceOf(path = InFolder(path), options), Beside(path, options));

    /// <summary>Opens bytes that are already in memory.</summary>
    /// <exception cref="PtFormatException">The bytes are wrong; the message says where.</exception>
    public static PtFile Open(ReadOnlyMemory<byte> bytes, PtLoadOptions? options = null) => Open(ByteSource.FromMemory(bytes), options);

    /// <summary>Opens a stream from its current position to its end; see <see cref="ByteSource.FromStream"/>.</summary>
    /// <exception cref="PtFormatException">The bytes are wrong; the message says where.</exception>
    public static PtFile Open(Stream stream, PtLoadOptions? options = null) => Open(ByteSource.FromStream(stream), options);

    /// <summary>Opens a source, which belongs to the file from now on.</summary>
    /// <exception cref="PtFormatException">The bytes are wrong; the message says where.</exception>
    public static PtFile Open(ByteSource source, PtLoadOptions? options = null) =>
        DualReader.Result(OpenAsync(source, options, async: false, default));

    /// <inheritdoc cref="Open(string, PtLoadOptions?)"/>
    public static Task<PtFile> OpenAsync(string path, PtLoadOptions? options = null, CancellationToken cancellation = default) =>
        OpenAsync(SourceOf(path = InFolder(path), options), Beside(path, options), cancellation);

    /// <inheritdoc cref="Open(ReadOnlyMemory{byte}, PtLoadOptions?)"/>
    public static Task<PtFile> OpenAsync(ReadOnlyMemory<byte> bytes, PtLoadOptions? options = null, CancellationToken cancellation = default) =>
        OpenAsync(ByteSource.FromMemory(bytes), options, cancellation);

    /// <inheritdoc cref="Open(Stream, PtLoadOptions?)"/>
    public static async Task<PtFile> OpenAsync(Stream stream, PtLoadOptions? options = null, CancellationToken cancellation = default) =>
        await OpenAsync(await ByteSource.FromStreamAsync(stream, cancellation: cancellation).ConfigureAwait(false), options, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="Open(ByteSource, PtLoadOptions?)"/>
    public static Task<PtFile> OpenAsync(ByteSource source, PtLoadOptions? options = null, CancellationToken cancellation = default) =>
        OpenAsync(source, options, async: true, cancellation).AsTask();

    /// <summary>
    /// Opens every object of a stream in which several <c>torch.save</c> of before 1.6, or several pickles, stand one behind the
    /// other. Each is a file of its own: dispose them all.
    /// </summary>
    /// <exception cref="PtFormatException">The bytes are wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<PtFile> OpenAll(string path, PtLoadOptions? options = null) => OpenAll(() => SourceOf(path, options), options);

    /// <inheritdoc cref="OpenAll(string, PtLoadOptions?)"/>
    public static IReadOnlyList<PtFile> OpenAll(ReadOnlyMemory<byte> bytes, PtLoadOptions? options = null) => OpenAll(() => ByteSource.FromMemory(bytes), options);

    /// <summary>
    /// The state_dict in the file: the root where tensors stand in it, else the only dictionary directly below that holds
    /// tensors. Each tensor is read when it is touched, or when the state_dict is loaded into a model.
    /// </summary>
    /// <exception cref="PtFormatException">The tree holds what a state_dict does not, or a tensor's description is wrong.</exception>
    /// <exception cref="InvalidOperationException">There are several: the message names them.</exception>
    public StateDict StateDict() => ReadStateDict(null);

    /// <summary>One dictionary of a checkpoint: <c>StateDict("model_state_dict")</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such dictionary; the message names those that are there.</exception>
    /// <exception cref="PtFormatException">It holds what a state_dict does not, or a tensor's description is wrong.</exception>
    public StateDict StateDict(string name) => ReadStateDict(name);

    /// <summary>Closes the file. Tensors that were not touched before can no longer be read.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _content.Close();
    }

    static ByteSource SourceOf(string path, PtLoadOptions? options) => options?.MemoryMap == true ? ByteSource.MapFile(path) : ByteSource.OpenFile(path);

    static PtLoadOptions Beside(string path, PtLoadOptions? options) => (options ?? PtLoadOptions.Default) with { Siblings = SiblingFiles.In(Path.GetDirectoryName(Path.GetFullPath(path))!, options?.MemoryMap == true) };

    static List<PtFile> OpenAll(Func<ByteSource> open, PtLoadOptions? options)
    {
        options = (options ?? PtLoadOptions.Default) with { AllowsMore = true };
        List<PtFile> files = [];
        try
        {
            do
            {
                files.Add(Open(open(), options));
                options = options with { StartOffset = files[^1].EndOffset };
            }
            while (files[^1].EndOffset - files[^1]._options.StartOffset < files[^1].ByteLength);
            return files;
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    static async ValueTask<PtFile> OpenAsync(ByteSource source, PtLoadOptions? options, bool async, CancellationToken cancellation)
    {
        options ??= PtLoadOptions.Default;
        try
        {
            if (options.StartOffset > 0)
                source = new OffsetByteSource(source, options.StartOffset);
            DualReader reader = new(source, async, cancellation);
            return new(source, options, await TorchFormats.ReadAsync(reader, options with { Cancellation = cancellation }, depth: 0, async).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            source.Dispose();
            if (e is PtFormatException wrong)
                throw (wrong.Record is null ? wrong.Shifted(options.StartOffset) : wrong).In(source.Name, null);
            throw;
        }
    }

    /// <summary>Within which the file was read.</summary>
    internal LoadLimits Limits => _options.Limits;

    /// <summary>The tensor that a node stands for.</summary>
    /// <exception cref="PtFormatException">The tensor's description is wrong.</exception>
    internal TorchTensor? TensorAt(PickleValue node)
    {
        lock (_interpreting)
            return Located(() => _objects.TryTensor(node, out TorchTensor? tensor) ? tensor : null);
    }

    /// <summary>An error about a node of the tree.</summary>
    internal PtFormatException Error(PtErrorKind kind, string what, PickleValue? node = null) =>
        _content.Origin.Error(kind, what, (node as PyObject)?.ByteOffset ?? -1).In(Name, null);

    /// <summary>All of the root as values, loose numbers and several state_dicts included.</summary>
    internal StateDict RootStateDict()
    {
        lock (_interpreting)
            return Located(() => Plain() ?? new StateDictReader(_objects, _content.Origin, _options.ByteStringEncoding).Read(Root));
    }

    // Without the tree, where that is possible: it takes many times as long as reading a header.
    StateDict? Plain()
    {
        if (_options.WhyNotRewritten is not null || _content.Plain is not { } tensors)
            return null;
        StateDict state = new(tensors.Count) { IsOrdered = false };
        foreach ((string name, Tensor tensor) in tensors)
            state.Add(name, tensor);
        return state;
    }

    StateDict ReadStateDict(string? name)
    {
        lock (_interpreting)
            return Located(() =>
            {
                if (name is null && Plain() is { } plain)
                    return plain;
                StateDictReader reader = new(_objects, _content.Origin, _options.ByteStringEncoding);
                return reader.Read(_content.Parts.Count == 0 ? reader.Choose(Root, name) : PartOf(name));
            });
    }

    // Of an archive that PyTorch makes a program of: the state_dict, which stands first, or another part.
    PickleValue PartOf(string? name) => _content.Parts.FirstOrDefault(part => name is null || part.Key == name).Value
        ?? throw new KeyNotFoundException($"the file has no part {PythonRepr.Of(name!)}: it has {string.Join(", ", _content.Parts.Select(part => PythonRepr.Of(part.Key)))}");

    TensorWalker Walker() => new(_objects, _leaves, _options.ByteStringEncoding);

    T Located<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PtFormatException e)
        {
            throw e.In(Name, null);
        }
    }
}
