using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Zip;

/// <summary>
/// The tiny records of an archive that is about to be read as a whole: another thread reads and verifies them while this one runs
/// the pickle. Nothing is said of one that is wrong: it is left, with all that was not reached in time, to whoever asks for it.
/// </summary>
sealed class TinyRecords : IDisposable
{
    // Waking a thread takes as long as reading some.
    const int Fewest = 256;

    readonly Task _reading;
    volatile bool _isEnough;

    public TinyRecords(ByteSource source, IReadOnlyList<ZipEntry> entries, LoadLimits limits) =>
        _reading = Environment.ProcessorCount > 1 && entries.Count >= Fewest ? Task.Run(() => Read(source, entries, limits)) : Task.CompletedTask;

    /// <summary>Ends the reading. From now on <see cref="ZipEntry.Ahead"/> tells what was read.</summary>
    public void Dispose()
    {
        _isEnough = true;
        _reading.Wait();
    }

    void Read(ByteSource source, IReadOnlyList<ZipEntry> entries, LoadLimits limits)
    {
        PackedStorages packed = new();
        Span<byte> buffer = stackalloc byte[PackedStorages.MaxBytes];
        for (int i = 0; i < entries.Count && !_isEnough; i++)
        {
            ZipEntry entry = entries[i];
            if (entry.Method != ZipEntry.Stored || entry.ByteLength is 0 or > PackedStorages.MaxBytes)
                continue;
            Span<byte> bytes = buffer[..(int)entry.ByteLength];
            try
            {
                new ZipRecord(source, entry, limits).Read(0, bytes);
            }
            // Met again, and said, by whoever asks for the record.
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return;
            }
            entry.Ahead = packed.Add(bytes);
        }
    }
}
