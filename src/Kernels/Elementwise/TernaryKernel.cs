namespace PtFormat.Kernels;

/// <summary>Runs a function of three elements over elements of any layout and dtype.</summary>
sealed class TernaryKernel<TFunction, T>(TFunction function, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    : ElementwiseKernel<T>(inputs, outputs)
    where TFunction : struct, ITernaryFunction
    where T : unmanaged, IEquatable<T>
{
    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override int Apply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
    {
        TernaryLoop.Run(function, x, y, z, output);
        return -1;
    }
}
