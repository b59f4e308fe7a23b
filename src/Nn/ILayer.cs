using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// What makes one tensor of one tensor, and so can stand anywhere in a <see cref="Sequential"/>. Most are a <see cref="Layer"/>; the
/// others share a base with modules that take or give more.
/// </summary>
public interface ILayer
{
    /// <summary>Computes the output.</summary>
    Tensor Forward(Tensor x);
}
