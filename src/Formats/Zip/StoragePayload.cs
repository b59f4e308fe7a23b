using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>A storage of any device, its numbers turned where the file is in the other byte order.</summary>
/// <param name="storage">The bytes, in the host's order.</param>
/// <param name="swapBytes">Bytes of a number to turn round; 1 for none.</param>
sealed class StoragePayload(Storage storage, int swapBytes = 1) : IPayload
{
    /// <summary>A storage to save; one that still lies in an archive is copied or converted from there, its checksum checked on the way.</summary>
    public static IPayload Of(Storage storage) => storage is RecordStorage { IsLoaded: false, Record: var record }
        ? record switch
        {
            ZipRecord zip => new RecordPayload(zip),
            CastRecord cast => new CastPayload(cast),
            _ => new StoragePayload(storage),
        }
        : new StoragePayload(storage);

    public long ByteLength => storage.ByteLength;

    public bool IsShareable => storage.Device == Device.Cpu;

    public void Read(long byteOffset, Span<byte> destination)
    {
        storage.Device.CopyToHost(storage, byteOffset, destination);
        // Chunks are a power of two long, so no number is cut.
        for (int at = 0; swapBytes > 1 && at + swapBytes <= destination.Length; at += swapBytes)
            destination.Slice(at, swapBytes).Reverse();
    }

    public ReadOnlySpan<byte> Borrow(long byteOffset, Span<byte> buffer)
    {
        // What still lies in a file is read part by part: whole, it would stay in memory.
        if (swapBytes == 1 && storage.Device == Device.Cpu && storage is not RecordStorage { IsLoaded: false })
            return storage.BorrowBytes(byteOffset, buffer.Length);
        Read(byteOffset, buffer);
        return buffer;
    }
}
