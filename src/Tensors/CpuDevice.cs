namespace PtFormat.Tensors;

/// <summary>The host's memory: storages are pooled managed blocks (<see cref="BlockPool"/>).</summary>
sealed class CpuDevice : Device
{
    public override string Name => "cpu";

    public override Storage Allocate(long byteLength) => new ArrayStorage(byteLength);

    public override void CopyToHost(Storage source, long byteOffset, Span<byte> destination) =>
        source.Read(byteOffset, destination);

    public override void CopyFromHost(ReadOnlySpan<byte> source, Storage destination, long byteOffset) =>
        destination.Write(byteOffset, source);
}
