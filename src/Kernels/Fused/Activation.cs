namespace PtFormat.Kernels;

/// <summary>
/// A function that an operation applies to its own result while that is still in the cache: the attribute <c>then=relu</c> of a
/// linear map or a convolution. Values of it are compared.
/// </summary>
abstract unsafe record Activation
{
    /// <summary>The function as an operation of its own prints it: <c>relu</c>, <c>leaky_relu(slope=0.1)</c>.</summary>
    public sealed override string ToString() => Text;

    /// <inheritdoc cref="ToString"/>
    protected abstract string Text { get; }

    /// <summary>Applies the function in place to a tile of finished elements.</summary>
    /// <param name="c">The first element.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many elements of each row, without gaps.</param>
    /// <param name="rowStride">The distance between rows.</param>
    public abstract void Apply<T>(T* c, nint rows, nint columns, nint rowStride) where T : unmanaged;

    /// <summary>Applies the function in place.</summary>
    public abstract void Apply<T>(Span<T> values) where T : unmanaged;

    /// <summary>Hands the function to a visitor.</summary>
    public abstract TResult Accept<TResult>(IActivationVisitor<TResult> visitor);
}
