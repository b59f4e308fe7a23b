namespace PtFormat.Tensors;

/// <summary>The bytes of one storage in a file, as a format reads them: located, checked, in the host's byte order.</summary>
public interface IRecord
{
    /// <summary>The number of bytes, known before any is read.</summary>
    long ByteLength { get; }

    /// <summary>False where a part costs as much as the whole, as in compressed records: then the whole is read once.</summary>
    bool ReadsParts => true;

    /// <summary>Reads a part of the record, exactly.</summary>
    void Read(long byteOffset, Span<byte> destination);

    /// <summary>Reads the whole record, in order, with every check that only the whole allows (a checksum).</summary>
    /// <param name="destination">A storage of <see cref="ByteLength"/> bytes.</param>
    /// <param name="progress">Told, part by part, how many bytes were read.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default);
}
