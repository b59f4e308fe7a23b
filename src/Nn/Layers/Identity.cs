using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What it gets.</summary>
public sealed class Identity : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;
}
