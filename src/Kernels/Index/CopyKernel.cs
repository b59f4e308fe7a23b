using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Copies run by run, as <see cref="Tensor.CopyTo"/> does for every layout and dtype.</summary>
sealed class CopyKernel : Kernel
{
    public static CopyKernel Instance { get; } = new();

    public override string Name => "copy runs";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) => inputs[0]!.CopyTo(outputs[0]);
}
