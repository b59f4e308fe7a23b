namespace PtFormat.Tensors;

/// <content>Views: new layouts over the same storage, no byte copied.</content>
public sealed partial class Tensor
{
    /// <inheritdoc cref="Layout.Transpose"/>
    public Tensor Transpose(int dimension0, int dimension1) => View(Layout.Transpose(dimension0, dimension1));

    /// <inheritdoc cref="Layout.Permute"/>
    public Tensor Permute(params ReadOnlySpan<int> order) => View(Layout.Permute(order));

    /// <inheritdoc cref="Layout.Narrow"/>
    public Tensor Narrow(int dimension, long start, long length) => View(Layout.Narrow(dimension, start, length));

    /// <inheritdoc cref="Layout.Select"/>
    public Tensor Select(int dimension, long index) => View(Layout.Select(dimension, index));

    /// <inheritdoc cref="Layout.Unsqueeze"/>
    public Tensor Unsqueeze(int dimension) => View(Layout.Unsqueeze(dimension));

    /// <inheritdoc cref="Layout.Expand"/>
    public Tensor Expand(params ReadOnlySpan<long> sizes) => View(Layout.Expand(sizes));

    /// <summary>The same elements in the same order under another shape, without a copy. One size may be -1: what is left over.</summary>
    /// <exception cref="ArgumentException">The element counts differ, or the layout would need a copy.</exception>
    public Tensor View(params ReadOnlySpan<long> sizes)
    {
        Shape shape = Complete(sizes);
        return Layout.TryReshape(shape, out Layout layout)
            ? View(layout)
            : throw new ArgumentException($"view: {Layout} cannot be seen as {shape} without a copy: use Ops.Reshape");
    }

    /// <summary>The shape that sizes with one -1 mean for this tensor's elements.</summary>
    /// <exception cref="ArgumentException">More than one -1, or the element count does not divide.</exception>
    public Shape Complete(ReadOnlySpan<long> sizes)
    {
        int open = sizes.IndexOf(-1);
        if (open < 0)
            return Shape.Create(sizes);
        long[] complete = sizes.ToArray();
        complete[open] = 1;
        long known = Shape.Create(complete).ElementCount;
        if (known == 0 || ElementCount % known != 0)
            throw new ArgumentException($"view: {Shape} has {ElementCount} elements, which {Shape.Format(sizes)} does not divide");
        complete[open] = ElementCount / known;
        return Shape.Create(complete);
    }

    Tensor View(Layout layout) => new(Storage, layout, DType);
}
