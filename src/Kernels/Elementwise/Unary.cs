namespace PtFormat.Kernels;

/// <summary>A function of every element.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Unary<TFunction>(TFunction F) : Op, ICpuOp, IActivation where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Activation? Activation => TFunction.IsVectorized ? new ActivationOf<TFunction>(F) : null;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        ElementwiseKernel.Find(new Maker(F), TFunction.Kinds, inputs, outputs);

    readonly struct Maker(TFunction function) : IKernelMaker
    {
        public Kernel Make<T>(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) where T : unmanaged, IEquatable<T> =>
            new UnaryKernel<TFunction, T>(function, inputs, outputs);
    }
}
