using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// A way to lay a weight out for a kernel. Values of it are compared: equal ones give equal bytes.
/// </summary>
interface IPacking<TSelf> where TSelf : struct, IPacking<TSelf>, IEquatable<TSelf>
{
    /// <summary>How long the packed weight is.</summary>
    long ByteLength(Tensor weight);

    /// <summary>Writes the packed weight, every byte that a kernel reads.</summary>
    void Pack(Tensor weight, Storage packed);
}
