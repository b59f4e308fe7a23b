namespace PtFormat.Tensors;

/// <summary>
/// A storage whose bytes are still in a file. They are read when an element is first touched, once, whichever thread comes
/// first; copying a part out before that reads just the part.
/// </summary>
public sealed class RecordStorage(IRecord record) : Storage(Device.Cpu, record.ByteLength)
{
    volatile ArrayStorage? _loaded;

    /// <summary>True once the record has been read.</summary>
    public bool IsLoaded => _loaded is not null;

    /// <summary>Where the bytes come from.</summary>
    internal IRecord Record => record;

    /// <inheritdoc/>
    protected override ref byte Bytes => ref Load().FirstByte;

    /// <summary>Reads the record now, if it was not read before.</summary>
    /// <param name="progress">Told, part by part, how many bytes were read.</param>
    /// <param name="cancellation">Stops between two parts; the record is then read when it is touched.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void EnsureLoaded(Action<long>? progress = null, CancellationToken cancellation = default) => Load(progress, cancellation);

    /// <inheritdoc/>
    public override void Read(long byteOffset, Span<byte> destination)
    {
        if (_loaded is { } loaded || !record.ReadsParts && (loaded = Load()) is not null)
        {
            loaded.Read(byteOffset, destination);
            return;
        }
        if (byteOffset < 0 || byteOffset > ByteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a storage of {ByteLength}");
        record.Read(byteOffset, destination);
    }

    /// <inheritdoc/>
    protected override void Exposed() => Load().MarkExposed();

    ArrayStorage Load(Action<long>? progress = null, CancellationToken cancellation = default)
    {
        if (_loaded is { } loaded)
            return loaded;
        // A file may hold a million records, so none has a lock of its own.
        lock (record)
        {
            if (_loaded is { } other)
                return other;
            ArrayStorage memory = new(ByteLength);
            record.ReadAll(memory, progress, cancellation);
            return _loaded = memory;
        }
    }
}
