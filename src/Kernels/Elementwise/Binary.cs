namespace PtFormat.Kernels;

/// <summary>A function of two tensors' elements. Operands: two of the output's shape, of dtypes that promote to what it computes with.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Binary<TFunction>(TFunction F) : Op, ICpuOp, IFunctionOp where TFunction : struct, IBinaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        ElementwiseKernel.Find(new Maker(F), TFunction.Kinds, inputs, outputs);

    public TResult Visit<TVisitor, TResult>(ref TVisitor visitor) where TVisitor : struct, IFunctionVisitor<TResult> => visitor.Binary(F);

    readonly struct Maker(TFunction function) : IKernelMaker
    {
        public Kernel Make<T>(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) where T : unmanaged, IEquatable<T> =>
            new BinaryKernel<TFunction, T>(function, inputs, outputs);
    }
}
