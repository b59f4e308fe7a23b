namespace PtFormat.Tensors;

/// <summary>A storage that knows its length and holds nothing.</summary>
sealed class MetaStorage(Device device, long byteLength) : Storage(device, byteLength)
{
    protected override ref byte Bytes => throw MetaDevice.NoBytes();
}
