namespace PtFormat.Tensors;

/// <summary>A range of another storage under a name of its own, as files of before 0.4 have them: memory and version are the other's.</summary>
sealed class PartStorage(Storage root, long start, long byteLength) : Storage(root.Device, byteLength)
{
    public override bool IsWritable => root.IsWritable;

    public override long Version => root.Version;

    protected override ref byte Bytes => ref root.ByteAt(start);

    public override void Read(long byteOffset, Span<byte> destination)
    {
        if (byteOffset < 0 || byteOffset > ByteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"{destination.Length} bytes from {byteOffset} on leave a storage of {ByteLength}");
        root.Read(start + byteOffset, destination);
    }

    internal override void RaiseVersion() => root.RaiseVersion();

    protected override void Exposed() => root.MarkExposed();
}
