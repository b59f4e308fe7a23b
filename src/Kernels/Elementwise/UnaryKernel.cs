namespace PtFormat.Kernels;

/// <summary>Runs a function of one element over elements of any layout and dtype.</summary>
sealed class UnaryKernel<TFunction, T>(TFunction function, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    : ElementwiseKernel<T>(inputs, outputs)
    where TFunction : struct, IUnaryFunction
    where T : unmanaged, IEquatable<T>
{
    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override int Apply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
    {
        UnaryLoop.Run(function, x, output);
        return -1;
    }
}
