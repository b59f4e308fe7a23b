using PtFormat.Formats.Dcp;
using PtFormat.Formats.Export;
using PtFormat.Formats.Npy;
using PtFormat.Formats.Safetensors;
using PtFormat.Formats.Sharded;
using PtFormat.Formats.Tar;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>Tells containers apart by their bytes, PyTorch's own in the order in which PyTorch does.</summary>
static class TorchFormats
{
    /// <exception cref="PtFormatException">The bytes are wrong, or no file of PyTorch's.</exception>
    public static async ValueTask<TorchContent> ReadAsync(DualReader reader, PtLoadOptions options, int depth, bool async = false)
    {
        byte[] head = new byte[Math.Min(reader.Source.Length, FileKind.HeadBytes)];
        if (!await reader.TryReadAsync(0, head).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the file became shorter while it was opened", 0);
        if (FileKind.IsZip(head))
        {
            ZipDirectory directory = await ZipDirectory.ReadAsync(reader, options.Limits).ConfigureAwait(false);
            if (depth == 0 && ProgramContent.IsFlat(directory))
                return await ProgramContent.ReadFlatAsync(reader, options, directory).ConfigureAwait(false);
            return depth == 0 && NpzContent.IsOne(directory)
                ? await NpzContent.ReadAsync(reader, options, directory).ConfigureAwait(false)
                : await TorchZip.ReadAsync(reader, options, depth, directory).ConfigureAwait(false);
        }
        // What a pickle holds as bytes is torch.save's: an index in there would open files beside the outer one.
        if (depth == 0 && NpyHeader.IsOne(head))
            return await NpyContent.ReadAsync(reader, options).ConfigureAwait(false);
        if (depth == 0 && SafetensorsHeader.IsOne(head))
            return await SafetensorsContent.ReadAsync(reader, options).ConfigureAwait(false);
        if (depth == 0 && ShardIndex.MayBeOne(head))
            return (await ShardedContent.ReadAsync(reader, options, async).ConfigureAwait(false)).Content ?? throw FileKind.Unsupported(head);
        if (TarDirectory.IsTar(head))
            return await TorchTar.ReadAsync(reader, options, depth).ConfigureAwait(false);
        if (!FileKind.MayBePickle(head))
            throw FileKind.Unsupported(head);
        if (depth == 0 && DcpMetadataReader.MayBeOne(head))
        {
            TorchContent metadata = await TorchLegacy.ReadAsync(reader, options with { Policy = new DcpPolicy(options.Policy) }, depth, head).ConfigureAwait(false);
            if (DcpMetadataReader.IsOne(metadata.Tree))
                return await DcpContent.ReadAsync(metadata, reader, options, async).ConfigureAwait(false);
        }
        return await TorchLegacy.ReadAsync(reader, options, depth, head).ConfigureAwait(false);
    }

    /// <summary>How the pickles of a file are read.</summary>
    public static PickleOptions PickleOptions(PtLoadOptions options, string? record) =>
        new() { Limits = options.Limits, Policy = options.Policy, OnGlobal = options.OnGlobal, Record = record, ClassOfPersistentId = ClassOf, Cancellation = options.Cancellation, AdmitsBareArguments = options.IsScript };

    /// <summary>The class that an id stands for: ('module', class, file, source) in the legacy format, (class, file, source) in a tar.</summary>
    public static PyGlobal? ClassOf(PickleValue id) => id switch
    {
        PyTuple { Items: [PyString { Value: "module" }, PyGlobal known, _, _] } => known,
        PyTuple { Items: [PyByteString { Value.Span: var word }, PyGlobal known, _, _] } when word.SequenceEqual("module"u8) => known,
        PyTuple { Items: [PyGlobal known, _, _] } => known,
        _ => null,
    };
}
