using System.Buffers;
using System.Buffers.Binary;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>The format before 1.6: five pickles, then each storage behind its element count.</summary>
static class TorchLegacyWriter
{
    const int ChunkBytes = 1 << 20;

    /// <summary>Writes one object with its storages.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="pickle">The object, its persistent ids in the legacy form.</param>
    /// <param name="protocol">The protocol of the other four pickles.</param>
    /// <param name="storages">The storages in any order.</param>
    public static async ValueTask WriteAsync(DualWriter output, ReadOnlyMemory<byte> pickle, int protocol, IReadOnlyList<TreeStorage> storages)
    {
        TreeStorage[] sorted = [.. storages.OrderBy(storage => storage.Key, StringComparer.Ordinal)];
        PickleValue[] heads = [new PyInt(TorchLegacy.Magic), new PyInt(TorchLegacy.Version), SystemInfo()];
        foreach (PickleValue head in heads)
            await output.WriteAsync(Pickled(head, protocol)).ConfigureAwait(false);
        await output.WriteAsync(pickle).ConfigureAwait(false);
        await output.WriteAsync(Pickled(new PyList(sorted.Select(storage => new PyString(storage.Key))), protocol)).ConfigureAwait(false);
        foreach (TreeStorage storage in sorted)
            await WriteAsync(output, storage.Count, StoragePayload.Of(storage.Storage)).ConfigureAwait(false);
    }

    /// <summary>Writes one storage behind its element count.</summary>
    public static async ValueTask WriteAsync(DualWriter output, long count, IPayload payload)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            BinaryPrimitives.WriteInt64LittleEndian(chunk, count);
            await output.WriteAsync(chunk.AsMemory(0, sizeof(long))).ConfigureAwait(false);
            uint sum = 0;
            for (long done = 0; done < payload.ByteLength;)
            {
                Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(ChunkBytes, payload.ByteLength - done));
                payload.Read(done, part.Span);
                if (payload.IsChecked)
                    sum = Crc32.Append(sum, part.Span);
                await output.WriteAsync(part).ConfigureAwait(false);
                done += part.Length;
            }
            if (payload.IsChecked)
                payload.Check(sum);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // What torch.save says of its machine. It says that a C long has 4 bytes on every one.
    static PyDict SystemInfo()
    {
        PyDict sizes = new();
        sizes.Set(new PyString("short"), new PyInt(2));
        sizes.Set(new PyString("int"), new PyInt(4));
        sizes.Set(new PyString("long"), new PyInt(4));
        PyDict info = new();
        info.Set(new PyString("protocol_version"), new PyInt(TorchLegacy.Version));
        info.Set(new PyString("little_endian"), PyBool.True);
        info.Set(new PyString("type_sizes"), sizes);
        return info;
    }

    /// <summary>A tree as a pickle of its own.</summary>
    public static ReadOnlyMemory<byte> Pickled(PickleValue value, int protocol)
    {
        ArrayBufferWriter<byte> bytes = new();
        PickleWriter.Write(value, bytes, protocol);
        return bytes.WrittenMemory;
    }
}
