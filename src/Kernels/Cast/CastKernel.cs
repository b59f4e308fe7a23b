using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Converts elements as <see cref="Tensor.To(DType)"/> does, for every pair of dtypes.</summary>
sealed class CastKernel : Kernel
{
    public static CastKernel Instance { get; } = new();

    public override string Name => "to";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) => inputs[0]!.ConvertTo(outputs[0]);
}
