using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A tensor's elements row by row, as containers without strides hold them.</summary>
static class TensorPayload
{
    const int ChunkBytes = 1 << 20;
    // Summed and written while it is in the cache.
    const int CacheBytes = 256 * 1024;
    const int PieceBytes = 4 << 20;

    [ThreadStatic]
    static byte[]? _buffer;

    /// <summary>The elements where they lie; those of a tensor with gaps are gathered when they are first asked for.</summary>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="tensor">Any tensor with elements.</param>
    /// <param name="limits">How often it may repeat its storage.</param>
    /// <exception cref="PtFormatException">It repeats its storage beyond the limit.</exception>
    public static IPayload Of(string name, Tensor tensor, LoadLimits limits)
    {
        long bytes = checked(tensor.ElementCount * tensor.DType.ItemSize());
        if (bytes == 0)
            return new BytesPayload(ReadOnlyMemory<byte>.Empty);
        Materialized.Check(PtFormatException.Quote(name), tensor, limits);
        if (!tensor.IsDense)
            return new Gathered(tensor, bytes);
        return bytes == tensor.Storage.ByteLength ? StoragePayload.Of(tensor.Storage) : new Part(tensor.Storage, tensor.Layout.Offset * tensor.DType.ItemSize(), bytes);
    }

    /// <summary>
    /// Writes payloads one behind the other. Where the output is a file, large ones are left out at first and then written by every core
    /// from where they lie.
    /// </summary>
    /// <exception cref="PtFormatException">A source is damaged.</exception>
    public static async ValueTask WriteAsync(DualWriter output, IReadOnlyList<IPayload> payloads)
    {
        List<(IPayload Payload, long Position)> waiting = [];
        foreach (IPayload payload in payloads)
        {
            if (!output.WritesAnywhere || !payload.IsShareable || payload.ByteLength < ChunkBytes)
            {
                await WriteAsync(output, payload).ConfigureAwait(false);
                continue;
            }
            waiting.Add((payload, output.Position));
            output.Skip(payload.ByteLength);
        }
        WriteWaiting(output, waiting);
    }

    static void WriteWaiting(DualWriter output, List<(IPayload Payload, long Position)> payloads)
    {
        Piece[][] pieces = [.. payloads.Select(item => Piece.Cut(item.Payload.ByteLength, PieceBytes))];
        uint[][] sums = [.. pieces.Select(cut => new uint[cut.Length])];
        (int Item, int Index)[] all = [.. pieces.SelectMany((cut, item) => cut.Select((_, index) => (item, index)))];
        SideBySide.For(all.Length, i =>
        {
            (int item, int index) = all[i];
            (IPayload payload, long position) = payloads[item];
            sums[item][index] = Write(output, payload, position, pieces[item][index]);
        }, output.Cancellation);
        for (int i = 0; i < payloads.Count; i++)
            if (payloads[i].Payload.IsChecked)
                payloads[i].Payload.Check(Piece.Join(pieces[i], sums[i]));
    }

    // Gives the checksum, where somebody wants it.
    static uint Write(DualWriter output, IPayload payload, long position, Piece piece)
    {
        Span<byte> buffer = _buffer ??= GC.AllocateUninitializedArray<byte>(CacheBytes);
        uint sum = 0;
        for (long at = piece.Offset; at < piece.Offset + piece.Bytes; at += CacheBytes)
        {
            ReadOnlySpan<byte> bytes = payload.Borrow(at, buffer[..(int)Math.Min(CacheBytes, piece.Offset + piece.Bytes - at)]);
            if (payload.IsChecked)
                sum = Crc32.Append(sum, bytes);
            output.WriteAt(position + at, bytes);
        }
        GC.KeepAlive(payload);
        return sum;
    }

    /// <summary>Writes a payload from end to end, with the checksum that its source knows.</summary>
    /// <exception cref="PtFormatException">The source is damaged.</exception>
    public static async ValueTask WriteAsync(DualWriter output, IPayload payload)
    {
        byte[] chunk = GC.AllocateUninitializedArray<byte>((int)Math.Min(ChunkBytes, payload.ByteLength));
        uint sum = 0;
        for (long done = 0; done < payload.ByteLength; done += chunk.Length)
        {
            Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(chunk.Length, payload.ByteLength - done));
            payload.Read(done, part.Span);
            if (payload.IsChecked)
                sum = Crc32.Append(sum, part.Span);
            await output.WriteAsync(part).ConfigureAwait(false);
        }
        if (payload.IsChecked)
            payload.Check(sum);
    }

    /// <summary>A part of a storage. One that has a checksum is read whole, since only the whole can be compared with it.</summary>
    sealed class Part(Storage storage, long start, long byteLength) : IPayload
    {
        public long ByteLength => byteLength;

        public bool IsShareable => false;

        public void Read(long byteOffset, Span<byte> destination)
        {
            if (storage is RecordStorage { IsLoaded: false, Record: not FileRecord } record)
                record.EnsureLoaded();
            storage.Device.CopyToHost(storage, start + byteOffset, destination);
        }
    }

    /// <summary>Elements that lie apart. The copy lives while it is written.</summary>
    sealed class Gathered(Tensor tensor, long byteLength) : IPayload
    {
        Tensor? _dense;

        public long ByteLength => byteLength;

        public bool IsShareable => false;

        public void Read(long byteOffset, Span<byte> destination)
        {
            Tensor dense = _dense ??= tensor.ToDense();
            dense.Storage.Device.CopyToHost(dense.Storage, dense.Layout.Offset * dense.DType.ItemSize() + byteOffset, destination);
            if (byteOffset + destination.Length == byteLength)
                _dense = null;
        }
    }
}
