using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Makes several dimensions of one.</summary>
/// <param name="dim">The dimension; may count from the end.</param>
/// <param name="unflattenedSize">Its new sizes, of which one may be -1: what is left over.</param>
public sealed class Unflatten(int dim, params long[] unflattenedSize) : Layer
{
    readonly long[] _sizes = [.. unflattenedSize];

    /// <summary>The dimension.</summary>
    public int Dim => dim;

    /// <summary>Its new sizes.</summary>
    public IReadOnlyList<long> UnflattenedSize => _sizes;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Unflatten(x, dim, _sizes);
}
