namespace PtFormat.Kernels;

/// <summary>A function of every element.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Unary<TFunction>(TFunction F) : Op, ICpuOp, IFunctionOp, IActivation where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Activation? Activation => TFunction.IsVectorized ? new ActivationOf<TFunction>(F) : null;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        ElementwiseKernel.Find(new Maker(F), TFunction.Kinds, inputs, outputs);

    public TResult Visit<TVisitor, TResult>(ref TVisitor visitor) where TVisitor : struct, IFunctionVisitor<TResult> => visitor.Unary(F);

    readonly struct Maker(TFunction function) : IKernelMaker
    {
        public Kernel Make<T>(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) where T : unmanaged, IEquatable<T> =>
            new UnaryKernel<TFunction, T>(function, inputs, outputs);
    }
}
