using System.Runtime.CompilerServices;

namespace PtFormat.Tensors;

/// <summary>A range of a mapped file: read-only, and readable while the file is open. It holds a lease of the view until it is collected.</summary>
sealed class MappedStorage : Storage
{
    readonly MappedFile _file;
    readonly Mapping _mapping;
    readonly Func<long> _locate;
    long _position = -1;
    int _isExposed;

    /// <param name="file">The file.</param>
    /// <param name="mapping">Its view, with a lease for this storage.</param>
    /// <param name="locate">Tells where the range starts, when it is first touched.</param>
    /// <param name="byteLength">Its length.</param>
    public MappedStorage(MappedFile file, Mapping mapping, Func<long> locate, long byteLength) : base(Device.Cpu, byteLength) =>
        (_file, _mapping, _locate) = (file, mapping, locate);

    ~MappedStorage() => _mapping.Return();

    public override bool IsWritable => false;

    protected override unsafe ref byte Bytes
    {
        get
        {
            _file.CheckOpen();
            long position = Volatile.Read(ref _position);
            if (position < 0)
            {
                position = _locate();
                ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _file.Length - ByteLength);
                Volatile.Write(ref _position, position);
            }
            return ref Unsafe.AsRef<byte>(_mapping.Start + position);
        }
    }

    // A span cannot hold a lease: one that leaves takes a lease that is never returned. That costs addresses, not memory.
    protected override void Exposed()
    {
        if (Interlocked.Exchange(ref _isExposed, 1) == 0)
            _mapping.TryLease();
    }
}
