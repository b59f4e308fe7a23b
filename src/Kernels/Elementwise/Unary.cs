using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A function of every element.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Unary<TFunction>(TFunction F) : Op, ICpuOp where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (inputs is not [{ Layout.IsDense: true } x])
            return null;
        return x.DType switch
        {
            DType.Float32 => new UnaryKernel<TFunction, float>(F),
            DType.Float64 => new UnaryKernel<TFunction, double>(F),
            _ => null,
        };
    }
}
