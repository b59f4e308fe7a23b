namespace PtFormat.Kernels;

/// <summary>Runs a function of two elements over elements of any layout and dtype.</summary>
sealed class BinaryKernel<TFunction, T>(TFunction function, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    : ElementwiseKernel<T>(inputs, outputs)
    where TFunction : struct, IBinaryFunction
    where T : unmanaged, IEquatable<T>
{
    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override int Apply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
    {
        if (TFunction.RefusesZero && !(typeof(T) == typeof(float) || typeof(T) == typeof(double)))
        {
            int zero = y.IndexOf(default(T));
            if (zero >= 0)
                return zero;
        }
        BinaryLoop.Run(function, x, y, output);
        return -1;
    }
}
