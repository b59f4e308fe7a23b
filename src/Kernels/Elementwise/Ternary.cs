namespace PtFormat.Kernels;

/// <summary>A function of three tensors' elements. Operands: three of the output's shape, of dtypes that promote to what it computes with.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Ternary<TFunction>(TFunction F) : Op, ICpuOp, IFunctionOp where TFunction : struct, ITernaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        ElementwiseKernel.Find(new Maker(F), TFunction.Kinds, inputs, outputs);

    public TResult Visit<TVisitor, TResult>(ref TVisitor visitor) where TVisitor : struct, IFunctionVisitor<TResult> => visitor.Ternary(F);

    readonly struct Maker(TFunction function) : IKernelMaker
    {
        public Kernel Make<T>(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) where T : unmanaged, IEquatable<T> =>
            new TernaryKernel<TFunction, T>(function, inputs, outputs);
    }
}
