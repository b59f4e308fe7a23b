using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Matrix products side by side. Operands: a [..., M, K], b [..., K, N], with the same leading dimensions, at least one.</summary>
public sealed record MatMulOp : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => Find(Processor.RegisterBits, inputs, outputs);

    /// <summary>The kernel for registers of so many bits.</summary>
    internal static Kernel? Find(int registerBits, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        Layout a = inputs[0]!.Value.Layout, b = inputs[1]!.Value.Layout;
        bool isFast = registerBits > 1 && a.ElementCount > 0 && b.ElementCount > 0;
        return outputs[0].DType switch
        {
            DType.Float32 when isFast => new GemmMatMulKernel<float>(registerBits, a, b),
            // Dot products of float64 are as fast in the reference loops.
            DType.Float64 when isFast && !new MatMulProduct(a, b).IsByDots => new GemmMatMulKernel<double>(registerBits, a, b),
            DType.Float32 => MatMulKernel<float>.Instance,
            DType.Float64 => MatMulKernel<double>.Instance,
            _ => null,
        };
    }
}
