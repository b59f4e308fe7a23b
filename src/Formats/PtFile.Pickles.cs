using System.Globalization;
using PtFormat.Formats.Export;
using PtFormat.Formats.Tar;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

public sealed partial class PtFile
{
    // The object is the fourth of the legacy format's pickles; magic number, version and system go before, storage keys follow.
    static readonly string[] LegacyPickles = ["magic number", "protocol version", "system", "object", "storage keys"];

    /// <summary>
    /// Every pickle in a file, for listing: the <c>.pkl</c> records of a zip archive, the five of the format before 1.6, or the one
    /// that the file is. No policy is asked and nothing is loaded, so this also shows files that cannot be opened.
    /// </summary>
    /// <param name="source">The file; it stays open and must outlive the parts.</param>
    /// <param name="limits">Limits for the archive; null for <see cref="LoadLimits.Default"/>.</param>
    /// <exception cref="PtFormatException">The file is no pickle and no archive that holds one.</exception>
    public static IEnumerable<PicklePart> Pickles(ByteSource source, LoadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= LoadLimits.Default;
        byte[] head = new byte[Math.Min(source.Length, FileKind.HeadBytes)];
        if (!source.TryReadExactly(0, head))
            throw new PtFormatException(PtErrorKind.Truncated, "the file became shorter while it was opened", 0).In(source.Name, null);
        if (head.Length == 0)
            throw FileKind.Unsupported(head).In(source.Name, null);
        if (FileKind.IsZip(head))
            return OfZip(source, limits);
        return TarDirectory.IsTar(head) ? OfTar(source, limits) : OfStream(source, head);
    }

    // The object's pickle. Those before each storage and tensor only describe raw bytes, which stand between them.
    static IEnumerable<PicklePart> OfTar(ByteSource source, LoadLimits limits)
    {
        TarMember? pickle;
        try
        {
            pickle = DualReader.Result(TarDirectory.ReadAsync(new(source, async: false, default), limits)).Find(member => member.Name == "pickle");
        }
        catch (PtFormatException e)
        {
            throw e.In(source.Name, null);
        }
        if (pickle is null)
            throw new PtFormatException(PtErrorKind.Malformed, "the tar archive has no member 'pickle'").In(source.Name, null);
        yield return new(pickle.Name, pickle.Offset, new PartStream(
            (position, destination) =>
            {
                if (!source.TryReadExactly(pickle.Offset + position, destination))
                    throw new PtFormatException(PtErrorKind.Truncated, "the file has become shorter since it was opened", pickle.Offset + position).In(source.Name, null);
            },
            pickle.ByteLength));
    }

    static IEnumerable<PicklePart> OfZip(ByteSource source, LoadLimits limits)
    {
        DualReader reader = new(source, async: false, default);
        ZipDirectory directory;
        ZipRecord[] records;
        try
        {
            directory = DualReader.Result(ZipDirectory.ReadAsync(reader, limits));
            records = [.. directory.Entries
                .Where(entry => FileKind.IsPickleName(entry.Name)).Select(entry => new ZipRecord(source, entry, limits))];
        }
        catch (PtFormatException e)
        {
            throw e.In(source.Name, null);
        }
        if (directory.Entries.Any(entry => ProgramContent.IsProgram(entry.Name)))
        {
            foreach (PicklePart part in OfProgram(source, directory, reader, limits))
                yield return part;
            yield break;
        }
        if (records.Length == 0)
            throw new PtFormatException(PtErrorKind.Malformed, "the archive has no record whose name ends in '.pkl'").In(source.Name, null);
        foreach (ZipRecord record in records)
            yield return OfRecord(record, reader, limits);
    }

    // The files of torch.save that are records.
    static IEnumerable<PicklePart> OfProgram(ByteSource source, ZipDirectory directory, DualReader reader, LoadLimits limits)
    {
        foreach (ZipEntry entry in directory.Entries.Where(entry => entry.Name.EndsWith(".pt", StringComparison.Ordinal) && entry is { Method: ZipEntry.Stored, ByteLength: > 0 }))
        {
            PicklePart file = OfRecord(new(source, entry, limits), reader, limits);
            foreach (PicklePart part in Pickles(new OffsetByteSource(source, file.ByteOffset!.Value, entry.ByteLength), limits))
                yield return part with { Name = $"{entry.Name} » {part.Name}", ByteOffset = file.ByteOffset + part.ByteOffset };
        }
    }

    static PicklePart OfRecord(ZipRecord record, DualReader reader, LoadLimits limits)
    {
        try
        {
            long data = DualReader.Result(record.LocateAsync(reader));
            // A compressed record can be read from its start only.
            return record.Entry.Method == ZipEntry.Stored
                ? new(record.Entry.Name, data, new PartStream(record.Read, record.ByteLength))
                : new(record.Entry.Name, null, new MemoryStream(DualReader.Result(record.ReadBytesAsync(reader, limits.MaxPickleBytes, nameof(limits.MaxPickleBytes))).ToArray()));
        }
        catch (PtFormatException e)
        {
            throw e.In(reader.Source.Name, null);
        }
    }

    static IEnumerable<PicklePart> OfStream(ByteSource source, byte[] head)
    {
        bool isLegacy = false;
        long start = 0;
        for (int number = 0; number < LegacyPickles.Length && start < source.Length; number++)
        {
            long? length = null;
            try
            {
                length = PickleListing.Measure(From(source, start));
            }
            catch (PtFormatException e) when (number > 0 || head is [0x80, ..] || e is { Kind: PtErrorKind.Truncated, ByteOffset: > 0 } || MakesSomething(From(source, start)))
            {
                // It is listed up to the defect.
            }
            catch (PtFormatException e)
            {
                throw FileKind.Unsupported(head).In(source.Name, e.Record);
            }
            isLegacy = number == 0 ? length is { } first && TorchLegacy.IsMagic(head.AsSpan(0, (int)Math.Min(first, head.Length))) : isLegacy;
            yield return new(isLegacy ? string.Create(CultureInfo.InvariantCulture, $"pickle {number + 1} of {LegacyPickles.Length}, {LegacyPickles[number]}") : "pickle", start, From(source, start));
            if (!isLegacy || length is null)
                yield break;
            start += length.Value;
        }
    }

    // What breaks may still name something on the way, which Python would have looked up.
    static bool MakesSomething(PartStream pickle)
    {
        bool names = false;
        foreach (PickleLine _ in new PickleListing(pickle, null, use => names |= CalledFunctions.IsPlausible(use.Module, use.Name)).Lines())
            if (names)
                return true;
        return names;
    }

    static PartStream From(ByteSource source, long start) => new(
        (position, destination) =>
        {
            if (!source.TryReadExactly(start + position, destination))
                throw new PtFormatException(PtErrorKind.Truncated, "the file has become shorter since it was opened", start + position).In(source.Name, null);
        },
        source.Length - start);
}
