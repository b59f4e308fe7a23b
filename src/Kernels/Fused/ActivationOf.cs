namespace PtFormat.Kernels;

/// <summary>An elementwise function as an activation.</summary>
/// <param name="F">The function with its parameters.</param>
sealed unsafe record ActivationOf<TFunction>(TFunction F) : Activation where TFunction : struct, IUnaryFunction
{
    protected override string Text => F.Attributes.Length == 0 ? TFunction.Name : $"{TFunction.Name}({F.Attributes})";

    public override void Apply<T>(T* c, nint rows, nint columns, nint rowStride)
    {
        if (columns == rowStride)
            (rows, columns) = (1, rows * columns);
        for (nint row = 0; row < rows; row++)
            UnaryLoop.Run(F, c + row * rowStride, c + row * rowStride, columns);
    }

    public override void Apply<T>(Span<T> values) => UnaryLoop.Run<TFunction, T>(F, values, values);

    public override TResult Accept<TResult>(IActivationVisitor<TResult> visitor) => visitor.Visit(F);
}
