using PtFormat.Formats.Dcp;
using PtFormat.Formats.Sharded;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Checkpoints in several files, with an index.</content>
public sealed partial class PtFile
{
    // What a folder is opened by, those of Hugging Face's libraries in the order in which they look.
    static readonly string[] FolderFiles = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json", DcpNames.File];

    /// <summary>
    /// Saves a state_dict in files of a largest size with an index, as Hugging Face's libraries do:
    /// <c>model-00001-of-00003.safetensors</c> and <c>model.safetensors.index.json</c>, or <c>pytorch_model-00001-of-00003.bin</c>.
    /// What fits in one file is <c>model.safetensors</c> or <c>pytorch_model.bin</c> without an index. All files are whole before the first takes its place;
    /// those of an earlier save of the same kind that are no longer needed are removed.
    /// </summary>
    /// <param name="folder">The folder; it is made where there is none.</param>
    /// <param name="state">Tensors by name.</param>
    /// <param name="maxShardBytes">What the tensors of one file may take; a larger one has a file of its own.</param>
    /// <param name="options">The format (<see cref="PtSaveFormat.Zip"/> or <see cref="PtSaveFormat.Safetensors"/>) and the like. Without metadata, safetensors get <c>format</c> = <c>pt</c>.</param>
    /// <param name="progress">Told how many bytes were written so far.</param>
    /// <param name="cancellation">Ends the writing; the folder then stays as it was.</param>
    /// <returns>The names of the files, the index last.</returns>
    /// <exception cref="ArgumentException">The state_dict cannot be saved so; nothing was written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> SaveShards(string folder, StateDict state, long maxShardBytes, PtSaveOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxShardBytes);
        options ??= PtSaveOptions.Default;
        if (options.Format is not (PtSaveFormat.Zip or PtSaveFormat.Safetensors))
            throw new ArgumentException($"checkpoints in several files are files of torch.save or safetensors, not {options.Format}", nameof(options));
        bool isSafetensors = options.Format == PtSaveFormat.Safetensors;
        if (isSafetensors && options.Metadata.Count == 0)
            options = options with { Metadata = [new("format", "pt")] };
        options.Check();
        (string stem, string extension) = isSafetensors ? ("model", ".safetensors") : ("pytorch_model", ".bin");
        List<KeyValuePair<string, Tensor>> tensors = PlainFormats.ForShards(state, options);
        ShardPlan plan = ShardPlan.Of(tensors, stem, extension, maxShardBytes, isSafetensors);
        List<(string Name, Func<DualWriter, ValueTask> Write)> files =
            [.. plan.Shards.Select(shard => (shard.FileName, NewFile(Path.Combine(folder, shard.FileName), shard.Tensors, options)))];
        if (plan.Shards.Count > 1)
        {
            byte[] index = ShardIndex.Write(plan.Shards.SelectMany(shard => shard.Tensors.Keys.Select(key => KeyValuePair.Create(key.Text!, shard.FileName))), plan.TotalBytes);
            files.Add(($"{stem}{extension}.index.json", output => output.WriteAsync(index)));
        }
        Directory.CreateDirectory(folder);
        ToFiles(folder, files, progress, cancellation);
        RemoveOthers(folder, stem, extension, [.. files.Select(file => file.Name)]);
        return [.. files.Select(file => file.Name)];
    }

    static void ToFiles(string folder, List<(string Name, Func<DualWriter, ValueTask> Write)> files, IProgress<long>? progress, CancellationToken cancellation)
    {
        List<AtomicFile> made = [];
        try
        {
            long before = 0, last = 0;
            foreach ((string name, Func<DualWriter, ValueTask> write) in files)
            {
                AtomicFile file = AtomicFile.Create(Path.Combine(folder, name));
                made.Add(file);
                SummedProgress? part = progress is null ? null : new(bytes => progress.Report(before + (last = bytes)));
                DualWriter.Complete(write(new(file.Stream, async: false, part, cancellation, file.Stream.SafeFileHandle)));
                (before, last) = (before + last, 0);
            }
            cancellation.ThrowIfCancellationRequested();
            made.ForEach(file => file.Commit());
        }
        finally
        {
            made.ForEach(file => file.Dispose());
        }
    }

    // An old index, or an old file beside a new index, would be taken for the checkpoint.
    static void RemoveOthers(string folder, string stem, string extension, HashSet<string> kept)
    {
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => IsOurs(Path.GetFileName(path)) && !kept.Contains(Path.GetFileName(path))).ToArray())
            File.Delete(path);

        // stem.ext, stem-00001-of-00003.ext, and either with .index.json behind it.
        bool IsOurs(string name)
        {
            const string Index = ".index.json";
            if (name.EndsWith(Index, StringComparison.Ordinal))
                name = name[..^Index.Length];
            if (name.Length < stem.Length + extension.Length || !name.StartsWith(stem, StringComparison.Ordinal) || !name.EndsWith(extension, StringComparison.Ordinal))
                return false;
            string part = string.Concat(name[stem.Length..^extension.Length].Select(c => char.IsAsciiDigit(c) ? '0' : c));
            return part is "" or "-00000-of-00000";
        }
    }

    /// <summary>The file that a folder is opened by; any other path is itself.</summary>
    static string InFolder(string path)
    {
        if (!Directory.Exists(path))
            return path;
        // Without an agreement among ranks each has metadata of its own; where there is one rank, they are the whole.
        string[] indexes = [.. Directory.EnumerateFiles(path, "*.index.json"), .. Directory.EnumerateFiles(path, "__*" + DcpNames.File)];
        return FolderFiles.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) ?? (indexes.Length == 1 ? indexes[0] : path);
    }

    /// <summary>A file that an index names.</summary>
    internal static ValueTask<PtFile> OpenShardAsync(ByteSource source, PtLoadOptions options, bool async, CancellationToken cancellation) =>
        OpenAsync(source, options, async, cancellation);

    /// <summary>What can be read from end to end.</summary>
    internal IEnumerable<CheckableRecord> CheckableRecords => _content.CheckableRecords;

    sealed class SummedProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
