namespace PtFormat.Tensors;

/// <summary>Where tensors live: makes storages and moves bytes between them and the host. It computes nothing.</summary>
public abstract class Device
{
    /// <summary>The host's memory.</summary>
    public static Device Cpu { get; } = new CpuDevice();

    /// <summary>Shapes without bytes: a tensor there has a layout and a dtype, and reading an element is an error.</summary>
    public static Device Meta { get; } = new MetaDevice();

    /// <summary>As PyTorch spells it: <c>cpu</c>, <c>meta</c>, <c>cuda:0</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a storage whose bytes are not yet meaningful: the caller writes every one before anyone reads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public abstract Storage Allocate(long byteLength);

    /// <summary>Copies bytes of one of this device's storages to the host.</summary>
    public abstract void CopyToHost(Storage source, long byteOffset, Span<byte> destination);

    /// <summary>Copies bytes of the host into one of this device's storages.</summary>
    public abstract void CopyFromHost(ReadOnlySpan<byte> source, Storage destination, long byteOffset);

    /// <summary>Why an element on this device cannot be looked at from the host, and what to do instead: the end of a sentence.</summary>
    public virtual string NoHostAccess => "its elements are not in host memory";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
