using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;
using Device = PtFormat.Tensors.Device;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// A GPU: where tensors are and what runs operations on them, in the order in which they are asked for, on one stream. Any
/// number of threads may use it. Tensors come with <c>tensor.To(device)</c>, models with <c>model.To(device)</c>; disposing the
/// device frees all of its memory, and its tensors are of no use afterwards.
/// </summary>
public sealed partial class GpuDevice : Device, IBackend, IDisposable
{
    readonly Context _context;
    bool _isDisposed;

    /// <summary>A device over an accelerator; both are its own from now on.</summary>
    internal GpuDevice(Context context, Accelerator accelerator, string name)
    {
        (_context, Accelerator, Name) = (context, accelerator, name);
        Stream = accelerator.CreateStream();
        Pool = new(accelerator, accelerator.Bind);
        _replays = new(this);
        Faults = new(this);
        _staging = new(this);
        _kernels = new(this);
    }

    /// <summary>As PyTorch spells it: <c>cuda:0</c>; or <c>opencl:0</c>.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string NoHostAccess => "its elements are in the GPU's memory: copy it with To(Device.Cpu) first";

    Device IBackend.Device => this;

    internal Accelerator Accelerator { get; }

    /// <summary>The one stream that everything runs on; not the driver's default stream, which cannot be captured.</summary>
    internal AcceleratorStream Stream { get; }

    internal GpuPool Pool { get; }

    /// <summary>Held while something is put into the stream: drivers keep an order for one thread only.</summary>
    internal Lock Gate { get; } = new();

    /// <inheritdoc/>
    public override Storage Allocate(long byteLength) => new GpuStorage(this, byteLength);

    /// <summary>Waits until everything that was asked for is done.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An operation since the last wait met an index that is none.</exception>
    public void Synchronize()
    {
        lock (Gate)
        {
            Bind();
            Stream.Synchronize();
            Faults.Check();
        }
    }

    /// <summary>Frees all memory and kernels. Work that is under way is waited for.</summary>
    public void Dispose()
    {
        DisposeAccelerator();
        _context.Dispose();
    }

    /// <summary>Frees everything but the context, from which another device may still be made.</summary>
    internal void DisposeAccelerator()
    {
        lock (Gate)
        {
            if (_isDisposed)
                return;
            Bind();
            Stream.Synchronize();
            _replays.Dispose();
            _staging.Dispose();
            _kernels.Dispose();
            Faults.Dispose();
            Pool.Dispose();
            _isDisposed = true;
            Stream.Dispose();
            Accelerator.Dispose();
        }
    }

    /// <summary>Makes the driver's context this thread's; inside <see cref="Gate"/>.</summary>
    internal void Bind()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Accelerator.Bind();
    }
}
