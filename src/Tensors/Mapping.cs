using System.IO.MemoryMappedFiles;

namespace PtFormat.Tensors;

/// <summary>
/// A view of a file in memory that is unmapped when the last lease is returned: the open file has one, every read takes one, and
/// every storage keeps one for as long as it lives.
/// </summary>
sealed unsafe class Mapping
{
    static int _liveCount;

    readonly MemoryMappedViewAccessor _accessor;
    int _leases = 1;

    Mapping(MemoryMappedViewAccessor accessor)
    {
        _accessor = accessor;
        byte* start = null;
        accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + accessor.PointerOffset;
        Interlocked.Increment(ref _liveCount);
    }

    /// <summary>How many views the process has: counted for tests.</summary>
    public static int LiveCount => Volatile.Read(ref _liveCount);

    /// <summary>The first byte; a lease must be held while it is used.</summary>
    public byte* Start { get; }

    /// <summary>Maps a stream of a file whole; the lease belongs to the caller.</summary>
    public static Mapping Open(FileStream stream)
    {
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new(file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read));
    }

    /// <summary>Takes a lease, unless the view is gone.</summary>
    public bool TryLease()
    {
        for (int leases = Volatile.Read(ref _leases); leases > 0; leases = Volatile.Read(ref _leases))
            if (Interlocked.CompareExchange(ref _leases, leases + 1, leases) == leases)
                return true;
        return false;
    }

    /// <summary>Returns a lease.</summary>
    public void Return()
    {
        if (Interlocked.Decrement(ref _leases) > 0)
            return;
        _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        _accessor.Dispose();
        Interlocked.Decrement(ref _liveCount);
    }
}
