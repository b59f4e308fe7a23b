namespace PtFormat.Tensors;

/// <summary>The device of tensors that have a shape and no bytes.</summary>
sealed class MetaDevice : Device
{
    public override string Name => "meta";

    public override Storage Allocate(long byteLength) => new MetaStorage(this, byteLength);

    public override void CopyToHost(Storage source, long byteOffset, Span<byte> destination) => throw NoBytes();

    public override void CopyFromHost(ReadOnlySpan<byte> source, Storage destination, long byteOffset) => throw NoBytes();

    internal static InvalidOperationException NoBytes() =>
        new("a tensor on the meta device has a shape and no bytes: make one on Device.Cpu and fill it");
}
