using System.Runtime.CompilerServices;

namespace PtFormat.Tensors;

/// <summary>A range of a mapped file: read-only, and readable while the file is open.</summary>
/// <param name="file">The mapping.</param>
/// <param name="locate">Tells where the range starts, when it is first touched.</param>
/// <param name="byteLength">Its length.</param>
sealed class MappedStorage(MappedFile file, Func<long> locate, long byteLength) : Storage(Device.Cpu, byteLength)
{
    long _position = -1;

    public override bool IsWritable => false;

    protected override unsafe ref byte Bytes
    {
        get
        {
            if (Volatile.Read(ref _position) < 0)
                Volatile.Write(ref _position, locate());
            return ref Unsafe.AsRef<byte>(file.At(Volatile.Read(ref _position), ByteLength));
        }
    }

    protected override void Exposed() => file.Expose();
}
