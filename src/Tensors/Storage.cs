using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Untyped bytes on a device. Tensors that share one share memory. A storage is never disposed: its memory goes back by
/// itself when nothing refers to it any more.
/// </summary>
public abstract class Storage
{
    long _version;

    /// <summary>For storages of a device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    protected Storage(Device device, long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        Device = device;
        ByteLength = byteLength;
    }

    /// <summary>Where the bytes are.</summary>
    public Device Device { get; }

    /// <summary>The number of bytes.</summary>
    public long ByteLength { get; }

    /// <summary>Counts the times the bytes were handed out for writing: what was derived from an older version is stale.</summary>
    public virtual long Version => Interlocked.Read(ref _version);

    /// <summary>True when the bytes may be changed (a mapped file's may not).</summary>
    public virtual bool IsWritable => true;

    /// <summary>The first byte, in host memory that this storage keeps; pin it before taking its address.</summary>
    /// <exception cref="InvalidOperationException">The bytes are not in host memory.</exception>
    protected abstract ref byte Bytes { get; }

    /// <summary>Called before a span over the bytes leaves PtFormat: from now on the memory may outlive the storage.</summary>
    protected virtual void Exposed()
    {
    }

    /// <summary>Copies bytes out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the storage.</exception>
    public virtual void Read(long byteOffset, Span<byte> destination)
    {
        // No span over the storage is left when this returns, so the memory is not exposed by it.
        BorrowBytes(byteOffset, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Overwrites bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the storage.</exception>
    /// <exception cref="InvalidOperationException">The storage is read-only.</exception>
    public void Write(long byteOffset, ReadOnlySpan<byte> source)
    {
        source.CopyTo(BorrowBytesForWriting(byteOffset, source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>A span for code that keeps the storage alive while it uses it (<see cref="GC.KeepAlive"/>): kernels and copies.</summary>
    internal ReadOnlySpan<T> Borrow<T>(long elementOffset, long count) where T : unmanaged
    {
        int length = CheckRange<T>(elementOffset, count);
        return MemoryMarshal.CreateReadOnlySpan(ref At<T>(elementOffset), length);
    }

    /// <inheritdoc cref="Borrow"/>
    internal Span<T> BorrowForWriting<T>(long elementOffset, long count) where T : unmanaged
    {
        int length = CheckRange<T>(elementOffset, count);
        if (!IsWritable)
            throw new InvalidOperationException("the tensor's memory is a mapped file and read-only: clone the tensor and write to the clone");
        RaiseVersion();
        return MemoryMarshal.CreateSpan(ref At<T>(elementOffset), length);
    }

    /// <summary>Notes that the bytes were handed out for writing.</summary>
    internal virtual void RaiseVersion() => Interlocked.Increment(ref _version);

    /// <summary>For a storage that is a range of this one.</summary>
    internal ref byte ByteAt(long byteOffset) => ref Unsafe.AddByteOffset(ref Bytes, checked((nint)byteOffset));

    /// <inheritdoc cref="ByteAt"/>
    internal void MarkExposed() => Exposed();

    internal ReadOnlySpan<byte> BorrowBytes(long byteOffset, int length) => Borrow<byte>(byteOffset, length);

    internal Span<byte> BorrowBytesForWriting(long byteOffset, int length) => BorrowForWriting<byte>(byteOffset, length);

    /// <summary>A span that the caller may keep.</summary>
    internal ReadOnlySpan<T> Expose<T>(long elementOffset, long count) where T : unmanaged
    {
        Exposed();
        return Borrow<T>(elementOffset, count);
    }

    /// <summary>A writable span that the caller may keep.</summary>
    internal Span<T> ExposeForWriting<T>(long elementOffset, long count) where T : unmanaged
    {
        Exposed();
        return BorrowForWriting<T>(elementOffset, count);
    }

    ref T At<T>(long elementOffset) where T : unmanaged =>
        ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Bytes, checked((nint)(elementOffset * Unsafe.SizeOf<T>()))));

    int CheckRange<T>(long elementOffset, long count) where T : unmanaged
    {
        long elements = ByteLength / Unsafe.SizeOf<T>();
        if (elementOffset < 0 || count < 0 || elementOffset > elements - count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"elements {elementOffset} to {(Int128)elementOffset + count} leave a storage of {elements}");
        if (count > int.MaxValue)
            throw new NotSupportedException($"a span holds at most 2^31 - 1 elements, {count} were wanted: tensors this large load, convert and save, but do not compute");
        return (int)count;
    }
}
