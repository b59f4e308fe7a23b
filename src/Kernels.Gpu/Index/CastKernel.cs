using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>A copy or a conversion as an operation of its own.</summary>
sealed class CastKernel(GpuDevice device, string name, KernelLayout layout, Cast cast) : GpuKernel(device)
{
    public override string Name => name;

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        cast.Launch(Stream, GpuDevice.View<byte>(inputs[0]!), layout, GpuDevice.View<byte>(outputs[0]), (int)outputs[0].ElementCount);
}
