using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>The records of a zip archive that hold the storages of one of its pickles.</summary>
/// <param name="records">The archive's records.</param>
/// <param name="container">Whose byte order is theirs.</param>
/// <param name="folder">The folder that they lie in, with its slash.</param>
/// <param name="origin">The pickle, for messages.</param>
sealed class StorageRecords(ZipRecords records, PtContainer container, string folder, PickleOrigin origin)
{
    /// <summary>The storage that the pickle means, its bytes unread.</summary>
    /// <exception cref="PtFormatException">There is no such record, or it has another length.</exception>
    public Storage Open(StorageReference reference, PyPersistentId id)
    {
        if (records.FindEntry(folder, reference.Key) is not { } entry)
            throw origin.Error(PtErrorKind.Malformed, $"storage {PtFormatException.Quote(reference.Key)} has no record {PtFormatException.Quote($"{container.Root}/{folder}{reference.Key}")}", id.ByteOffset);
        if (entry.ByteLength != reference.ByteLength)
            throw new PtFormatException(PtErrorKind.Malformed, $"the record has {entry.ByteLength} bytes, the pickle says {reference.Count} elements of {reference.Class.ItemSize}: {reference.ByteLength} bytes", entry.HeaderOffset, entry.Name);
        int swapBytes = container.IsBigEndian == true ? SwapBytes(reference.Class) : 1;
        return swapBytes == 1 && entry.Ahead is { } ahead ? ahead : Open(records.Of(entry), swapBytes);
    }

    /// <summary>A whole record as a storage, mapped where the file is.</summary>
    public static Storage Open(ZipRecord record, int swapBytes) =>
        swapBytes > 1 ? new RecordStorage(new SwappedRecord(record, swapBytes)) : record.Map() ?? (Storage)new RecordStorage(record);

    /// <summary>How many bytes stand in their own order: complex numbers are two numbers; untyped bytes are not swapped, as torch does not either.</summary>
    public static int SwapBytes(StorageClass storageClass) => storageClass.DType is DType.Complex32 or DType.Complex64 or DType.Complex128
        ? storageClass.ItemSize / 2
        : storageClass.ItemSize;
}
