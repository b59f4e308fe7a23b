using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Copies to and from the host.</content>
public sealed partial class GpuDevice
{
    readonly GpuStaging _staging;

    /// <inheritdoc/>
    public override void CopyToHost(Storage source, long byteOffset, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        lock (Gate)
        {
            Bind();
            _staging.ToHost(View<byte>(source, byteOffset, destination.Length), destination);
            Faults.Check();
        }
        GC.KeepAlive(source);
    }

    /// <inheritdoc/>
    public override void CopyFromHost(ReadOnlySpan<byte> source, Storage destination, long byteOffset)
    {
        if (source.IsEmpty)
            return;
        lock (Gate)
        {
            Bind();
            _staging.FromHost(source, View<byte>(destination, byteOffset, source.Length));
        }
        destination.RaiseVersion();
        GC.KeepAlive(destination);
    }
}
